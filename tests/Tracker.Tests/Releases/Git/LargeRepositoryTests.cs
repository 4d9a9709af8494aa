using System.Diagnostics;
using Tracker.Server.Releases.Sources;
using Tracker.Testing.Sources;
using Tracker.Tests.Releases.Sources;

namespace Tracker.Tests.Releases.Git;

/// <summary>What a whole commit costs where the server sends nothing less.</summary>
public sealed class LargeRepositoryTests(ITestOutputHelper output)
{
    [Theory(Explicit = true)]
    [InlineData(30_000, 600, false, true)]
    [InlineData(30_000, 600, true, true)]
    [InlineData(3000, 16_000, false, false)]
    [InlineData(3000, 16_000, true, true)]
    public async Task A_large_commit_is_read_or_told_to_be_too_large(int files, int bytes, bool filter, bool read)
    {
        await using var host = await GitServer.StartAsync();
        var repository = await host.CreateAsync("large", filter);
        var random = new Random(1);
        var content = new byte[bytes];
        var commit = new Dictionary<string, string?> { ["fathomable.yaml"] = "here: true\n" };
        foreach (var i in Enumerable.Range(0, files))
        {
            random.NextBytes(content);
            commit[$"folder{i % 100}/file{i}"] = Convert.ToBase64String(content);
        }

        await repository.CommitAsync(commit);
        using var asking = new Asking();
        GC.Collect();
        var before = GC.GetTotalAllocatedBytes();
        var watch = Stopwatch.StartNew();
        var answer = await asking.ReadAsync(Asking.Source(host.UrlOf("large")));
        output.WriteLine($"{files} files of {bytes} bytes, filter {filter}: {watch.Elapsed.TotalSeconds:0.00} s, {(GC.GetTotalAllocatedBytes() - before) >> 20} MB allocated, this test's server included");

        if (read) Assert.Equal("here: true\n", Asking.ChangedOf(answer).Text);
        else Assert.Equal(SourceProblemKind.TooLarge, Asking.ProblemOf(answer).Kind);
    }
}
