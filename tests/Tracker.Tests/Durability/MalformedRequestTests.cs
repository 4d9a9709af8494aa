using System.Buffers.Binary;
using System.Net;
using System.Text;
using Google.Protobuf;
using Tracker.Protocol.Events;
using Tracker.Testing;

namespace Tracker.Tests.Durability;

/// <summary>Seeded nonsense over REST and gRPC against the real process: refused, never a crash, a 500 or growth.</summary>
public sealed class MalformedRequestTests
{
    private static readonly string[] Paths =
    [
        "/api/v1alpha1/event", "/api/v1alpha1/event/x", "/api/v1alpha1/events/search", "/api/v1alpha1/events/list", "/api/v1alpha1/events/today",
        "/api/v1alpha1/event/x/changelog", "/api/v1alpha1/event/x/slack", "/api/v1alpha1/events/stats", "/api/v1alpha1/events/stats/monthly", "/api/v1alpha1/nope",
    ];

    private static readonly string[] Calls =
        ["CreateEvent", "UpdateEvent", "GetEvent", "DeleteEvents", "SearchEvents", "ListEvents", "AddChangelogEntry", "GetEventStats", "Nope"];

    [Fact]
    public async Task Nonsense_is_refused_and_the_server_stays_as_it_was()
    {
        await using var server = await TrackerProcess.StartAsync();
        var count = LongRun.Enabled ? 100_000 : 5_000;
        using var http = server.CreateHttpClient();
        using var grpc = new HttpClient { BaseAddress = server.GrpcAddress };
        var answered = await StormAsync(http, grpc, count / 5, seed: 1);
        var before = Resident(server.Child.Id);
        answered += await StormAsync(http, grpc, count * 4 / 5, seed: 2);
        var after = Resident(server.Child.Id);
        Assert.False(server.Child.HasExited);
        // Most of it is HTTP well enough to be answered in words; if hardly anything were, the storm would have missed.
        Assert.True(answered > count * 3 / 4, $"only {answered} of {count} were answered");
        // Four times the requests of the warm-up: anything kept for each would show. Half again is the collector's own leeway.
        Assert.True(after < (before * 3 / 2) + (64 << 20), $"{before >> 20} MiB have become {after >> 20} MiB");
        using var sound = await http.PostAsync("/api/v1alpha1/event", new StringContent(Some.EventJson(), Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.OK, sound.StatusCode);
    }

    /// <summary>Sends so many, and returns how many were answered rather than cut off.</summary>
    private static async Task<int> StormAsync(HttpClient http, HttpClient grpc, int count, int seed)
    {
        var answered = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, ct) =>
        {
            var random = new Random(HashCode.Combine(seed, i));
            using var request = i % 3 == 0 ? Grpc(random) : Rest(random);
            try
            {
                using var answer = await (i % 3 == 0 ? grpc : http).SendAsync(request, ct);
                await answer.Content.ReadAsByteArrayAsync(ct);
                Interlocked.Increment(ref answered);
                var text = $"{request.Method} {request.RequestUri} {(int)answer.StatusCode}";
                Assert.True((int)answer.StatusCode < 500 || answer.StatusCode == HttpStatusCode.NotImplemented, text);
                if (i % 3 == 0)
                {
                    var status = answer.Headers.TryGetValues("grpc-status", out var early) ? early
                        : answer.TrailingHeaders.TryGetValues("grpc-status", out var late) ? late : [];
                    Assert.DoesNotContain(status, s => s is "2" or "15");
                }
            }
            catch (HttpRequestException e) when (e.StatusCode is null)
            {
                // Cutting the connection is an answer too, to what is not even HTTP; that the server lives is asserted at the end.
            }
        });
        return answered;
    }

    private static HttpRequestMessage Rest(Random random)
    {
        var path = Paths[random.Next(Paths.Length)];
        if (random.Next(3) == 0) path += "?" + Query(random);
        var method = new[] { HttpMethod.Get, HttpMethod.Post, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Patch }[random.Next(5)];
        var request = new HttpRequestMessage(method, path);
        if (method == HttpMethod.Get) return request;
        request.Content = new ByteArrayContent(Mutate(random, Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(new Some(random.Next()).NextEvent()))));
        request.Content.Headers.TryAddWithoutValidation("Content-Type", new[] { "application/json", "text/plain", "application/json; charset=utf-16", "x" }[random.Next(4)]);
        return request;
    }

    private static HttpRequestMessage Grpc(Random random)
    {
        var message = Mutate(random, new Some(random.Next()).NextEvent().ToByteArray());
        var frame = new byte[message.Length + 5];
        frame[0] = (byte)(random.Next(4) == 0 ? random.Next(256) : 0);
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(1), random.Next(4) == 0 ? (uint)random.Next() : (uint)message.Length);
        message.CopyTo(frame, 5);
        var request = new HttpRequestMessage(HttpMethod.Post, "/tracker.event.v1alpha1.EventService/" + Calls[random.Next(Calls.Length)])
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(frame),
        };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", random.Next(8) == 0 ? "application/json" : "application/grpc");
        request.Headers.TryAddWithoutValidation("te", "trailers");
        if (random.Next(6) == 0) request.Headers.TryAddWithoutValidation("grpc-timeout", new[] { "0n", "1x", "99999999H", "-1S", "1u" }[random.Next(5)]);
        if (random.Next(6) == 0) request.Headers.TryAddWithoutValidation("grpc-encoding", new[] { "gzip", "br", "" }[random.Next(3)]);
        return request;
    }

    private static string Query(Random random)
    {
        string[] names = ["type", "per_page", "page", "start_date", "end_date", "service", "impact", "query", "types", "tz", "a.b", "attributes.type", "", "\u00e9"];
        string[] values = ["1", "-1", "deployment", "99999999999999999999", "true", "\u0000", "2026-01-01", "%00", "%", "\"", "' OR 1=1 --", new string('x', 3000), "\ud83d\ude00"];
        return string.Join('&', Enumerable.Range(0, random.Next(1, 4)).Select(_ => $"{Uri.EscapeDataString(names[random.Next(names.Length)])}={Uri.EscapeDataString(values[random.Next(values.Length)])}"));
    }

    private static byte[] Mutate(Random random, byte[] bytes)
    {
        var copy = bytes.ToList();
        for (var n = random.Next(1, 8); n > 0 && copy.Count > 0; n--)
        {
            var at = random.Next(copy.Count);
            switch (random.Next(5))
            {
                case 0: copy[at] = (byte)random.Next(256); break;
                case 1: copy.RemoveAt(at); break;
                case 2: copy.Insert(at, (byte)random.Next(256)); break;
                case 3: copy.RemoveRange(at, copy.Count - at); break;
                default: copy.InsertRange(at, copy.Take(random.Next(Math.Min(copy.Count, 50))).ToList()); break;
            }
        }

        return copy.ToArray();
    }

    private static long Resident(int pid) => long.Parse(
        File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
}
