using Tracker.Bench.Load;
using Tracker.Testing;

namespace Tracker.Bench.Scenarios;

internal sealed class CatalogGrowthScenario : IScenario
{
    private const int Connections = 4;

    private static readonly int[] Sizes = [1_000, 10_000, 50_000];

    private static readonly (string Name, string Path)[] Questions =
    [
        ("first page of the list (50)", "/api/v1alpha1/catalogs/list?per_page=50"),
        ("first page of one word in ten (50)", "/api/v1alpha1/catalogs/list?per_page=50&query=billing"),
        ("graph of one entry, two steps", $"/api/v1alpha1/catalog/{CatalogFill.NameOf(500)}/graph?depth=2"),
        ("compliance of every project", "/api/v1alpha1/catalog/version-compliance"),
    ];

    public string Name => "catalog-growth";

    public string Question => "Do lists, words, graphs and compliance stay as fast as the catalog grows?";

    public async Task<ResultTable> RunAsync(BenchOptions options, CancellationToken ct)
    {
        await using var tracker = await BenchServer.StartAsync(Name, ct);
        var fill = new CatalogFill(tracker);
        var results = Questions.Select(_ => new List<LoadResult>()).ToArray();
        var bytes = Questions.Select(_ => new List<int>()).ToArray();
        using var http = tracker.CreateHttpClient();
        foreach (var size in Sizes)
        {
            await Console.Error.WriteLineAsync($"  up to {size} entries");
            await fill.UpToAsync(size, ct);
            await Poll.UntilAsync(
                async () => (await http.GetStringAsync("/api/v1alpha1/catalogs/list?per_page=1&query=" + CatalogFill.NameOf(size - 1), ct)).Contains(CatalogFill.NameOf(size - 1), StringComparison.Ordinal),
                TimeSpan.FromMinutes(2),
                ct,
                "the newest entry is found by its name");
            for (var i = 0; i < Questions.Length; i++)
            {
                bytes[i].Add((await http.GetByteArrayAsync(Questions[i].Path, ct)).Length);
                var request = HttpRequestSet.Get(Questions[i].Path);
                await Wrk.RunAsync(tracker.HttpAddress, request, Connections, 2, ct);
                results[i].Add(await Wrk.RunAsync(tracker.HttpAddress, request, Connections, options.Seconds, ct));
            }
        }
        return new ResultTable(
            $"A catalog that grows, four dependencies each, over HTTP, {Connections} connections",
            ["p50 ms", .. Sizes.Select(s => $"{s:N0} entries"), "growth", "p99 ms at the end", "KB at the end"],
            [
                .. Questions.Select((question, i) => (string[])
                [
                    question.Name,
                    .. results[i].Select(r => r.P50.TotalMilliseconds.ToString("0.00")),
                    (results[i][^1].P50 / results[i][0].P50).ToString("0.00"),
                    results[i][^1].P99.TotalMilliseconds.ToString("0.00"),
                    (bytes[i][^1] / 1000.0).ToString("0"),
                ]),
            ],
            $"Peak memory {ProcessUsage.Of(tracker.Child.Id).Peak / 1e6:0} MB. Compliance answers with every project, so it grows with their number.");
    }
}
