using System.CommandLine;
using System.Text.Json;

namespace Tracker.Cli.Connect;

/// <summary>Lists of the API, which come in pages.</summary>
internal static class Lists
{
    private const int MostOnPage = 1000;

    public static Option<int> Limit()
    {
        var limit = new Option<int>("--limit") { Description = "How many to show, at most.", HelpName = "n", DefaultValueFactory = _ => 50 };
        limit.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() is < 1 or > 100_000) result.AddError("--limit may be from 1 to 100000.");
        });
        return limit;
    }

    /// <param name="server">Who is asked.</param>
    /// <param name="path">Makes the address without its page.</param>
    /// <param name="rows">The property of the answer that holds the rows; null where the answer is the list.</param>
    /// <param name="limit">How many rows are wanted.</param>
    /// <param name="ct">Ends it.</param>
    public static async Task<List<JsonElement>> ReadAsync(ServerConnection server, Func<ApiPath> path, string? rows, int limit, CancellationToken ct)
    {
        var found = new List<JsonElement>();
        var perPage = Math.Min(limit, MostOnPage);
        for (var page = 1; found.Count < limit; page++)
        {
            var answer = await server.GetAsync(path().With("per_page", perPage).With("page", page).ToString(), ct);
            var before = found.Count;
            foreach (var row in (rows is null ? answer : answer.GetProperty(rows)).EnumerateArray().Take(limit - found.Count)) found.Add(row);
            if (found.Count - before < perPage) break;
        }

        return found;
    }
}
