using System.Globalization;
using System.Text.Json;
using Tracker.Bench.Locks;
using Tracker.Testing;

namespace Tracker.Bench;

/// <summary>
/// Brings a server to a number of catalog entries through its API. Each depends on four others; one in five is a project
/// that uses three of a hundred libraries' packages, some of them out of date.
/// </summary>
internal sealed class CatalogFill(TrackerProcess server)
{
    private const int Connections = 16;
    private const int Deliverables = 100;

    private static readonly string[] Words =
    [
        "billing", "checkout", "search", "identity", "shipping", "fraud", "ledger", "pricing", "returns", "stock",
        "catalog", "reports", "mail", "media", "routing", "quotes", "claims", "loyalty", "tax", "archive",
    ];

    private int _rows;

    public static string NameOf(int number) => $"entry-{number:00000}";

    public async Task UpToAsync(int rows, CancellationToken ct)
    {
        var next = _rows - 1;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(
            async () =>
            {
                using var http = new HttpWire(server.HttpAddress);
                for (var i = Interlocked.Increment(ref next); i < rows; i = Interlocked.Increment(ref next))
                {
                    await http.AskAsync(http.Request("PUT", "/api/v1alpha1/catalog", JsonSerializer.Serialize(Entry(i, rows))), ct);
                    if (i < Deliverables) await http.AskAsync(http.Request("PUT", $"/api/v1alpha1/catalog/{NameOf(i)}/versions", Versions), ct);
                }
            },
            ct)));
        _rows = rows;
    }

    private const string Versions = """{"availableVersions":["1.0.0","1.1.0","2.0.0"],"latestVersion":"2.0.0","referenceVersion":"1.1.0"}""";

    private static object Entry(int number, int rows)
    {
        var random = new Random(number);
        var isProject = number >= Deliverables && number % 5 == 0;
        return new
        {
            name = NameOf(number),
            type = number < Deliverables ? "package" : isProject ? "project" : "library",
            owner = $"team-{number % 40}",
            version = string.Create(CultureInfo.InvariantCulture, $"1.{random.Next(10)}.0"),
            description = $"{Words[random.Next(Words.Length)]} {Words[random.Next(Words.Length)]} of area {number % 200}",
            dependenciesOut = Enumerable.Range(0, 4).Select(_ => NameOf(random.Next(rows))).Distinct().ToArray(),
            usedDeliverables = isProject
                ? Enumerable.Range(0, 3).Select(_ => new { name = NameOf(random.Next(Deliverables)), type = "package", versionUsed = $"1.{random.Next(3)}.0" }).ToArray()
                : [],
        };
    }
}
