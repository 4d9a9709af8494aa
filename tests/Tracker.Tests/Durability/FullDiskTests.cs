using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Tracker.Testing;

namespace Tracker.Tests.Durability;

/// <summary>A real file system runs full under the server. Needs root, to mount a small one: part of the long run.</summary>
public sealed class FullDiskTests
{
    [Fact(Explicit = true)]
    public async Task A_full_disk_is_told_loses_nothing_and_writing_resumes_by_itself()
    {
        using var folder = new TempFolder();
        await MountAsync("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", folder.FullPath);
        try
        {
            var ballast = Path.Combine(folder.FullPath, "ballast");
            await File.WriteAllBytesAsync(ballast, new byte[8 << 20]);
            var data = Directory.CreateDirectory(Path.Combine(folder.FullPath, "data")).FullName;
            await using var server = await TrackerProcess.StartAsync(new() { DataDirectory = data });
            using var http = server.CreateHttpClient();
            var acknowledged = new ConcurrentBag<string>();
            var refused = new ConcurrentBag<(HttpStatusCode Status, string Text)>();
            await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
            {
                while (refused.Count < 50)
                {
                    var title = Guid.NewGuid().ToString();
                    using var answer = await CreateAsync(http, title);
                    if (answer.IsSuccessStatusCode) acknowledged.Add(title);
                    else refused.Add((answer.StatusCode, await answer.Content.ReadAsStringAsync()));
                }
            }));

            Assert.NotEmpty(acknowledged);
            Assert.All(refused, r => Assert.Equal(HttpStatusCode.ServiceUnavailable, r.Status));
            Assert.Contains(refused, r => r.Text.Contains("full", StringComparison.OrdinalIgnoreCase));
            Assert.False(server.Child.HasExited);
            Assert.Empty(acknowledged.Except(await ReadAsync(http)));

            File.Delete(ballast);
            await Poll.UntilAsync(async () => (await CreateAsync(http, "after")).IsSuccessStatusCode, TimeSpan.FromSeconds(30), what: "writing resumes");
            await server.KillAsync();
            await server.StartAgainAsync();
            using var again = server.CreateHttpClient();
            Assert.Empty(acknowledged.Except(await ReadAsync(again)));
        }
        finally
        {
            await MountAsync("umount", "--lazy", folder.FullPath);
        }
    }

    private static Task<HttpResponseMessage> CreateAsync(HttpClient http, string title) => http.PostAsJsonAsync(
        "/api/v1alpha1/event", new { title, attributes = new { type = 1, service = "full", message = new string('x', 2000) } });

    private static async Task<List<string>> ReadAsync(HttpClient http)
    {
        var titles = new List<string>();
        for (var page = 1; ; page++)
        {
            var events = (await http.GetFromJsonAsync<JsonNode>($"/api/v1alpha1/events/search?service=full&per_page=1000&page={page}"))!["events"]!.AsArray();
            titles.AddRange(events.Select(e => (string)e!["title"]!));
            if (events.Count < 1000) return titles;
        }
    }

    private static async Task MountAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program}: {await process.StandardError.ReadToEndAsync()}");
    }
}
