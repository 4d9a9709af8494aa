using System.Globalization;
using Tracker.Server.Access;
using Tracker.Server.Catalog;
using Tracker.Storage;

namespace Tracker.Server.Activity.Before;

/// <summary>
/// Reads what may explain a moment: from each source so many rows at most, the last before it, each found by an index. How
/// long it takes has nothing to do with how large the feed is.
/// </summary>
internal sealed class CandidateReader(IDatabase database)
{
    private const int OfService = 400;
    private const int OfDependency = 60;
    private const int OfIndirect = 20;
    private const int OfHost = 150;
    private const int OfAll = 200;
    private const int OfAny = 600;

    public async Task<(List<Candidate> Candidates, bool IsTruncated)> ReadAsync(
        Moment moment, IReadOnlyList<ServiceDependency> dependencies, TimeSpan window, Principal reader, CancellationToken ct)
    {
        var sources = new Sources(moment.At - window, moment.At);
        if (moment.Service is { } service)
        {
            sources.Add("service = ", service, OfService);
            foreach (var d in dependencies) sources.Add("service = ", d.Name, d.Through is null ? OfDependency : OfIndirect);
        }

        if (moment.Host is { } host) sources.Add("host = ", host, OfHost);
        if (moment is { Service: null, Host: null }) sources.Add("1 = 1", null, OfAny);
        sources.Add("service IS NULL", null, OfAll);
        sources.Add("service = ", Relations.Every, OfAll);
        if (moment.Environment is { } environment) sources.Add("service = ", environment, OfAll);

        var rows = await database.QueryAsync(sources.Text, r => (Source: r.GetInt32(13), Row: ActivityReader.Read(r)), ct, [.. sources.Values]);
        var relations = new Relations(moment, dependencies);
        return (
            [.. rows.Where(r => ActivityReader.MaySee(reader, r.Row.Entry)).Select(r => relations.Of(r.Row)).OfType<Candidate>()],
            rows.GroupBy(r => r.Source).Any(g => g.Count() >= sources.Limits[g.Key]));
    }

    private sealed class Sources(DateTimeOffset from, DateTimeOffset to)
    {
        private readonly List<string> _selects = [];

        public List<SqlValue> Values { get; } = [from, to];

        public List<int> Limits { get; } = [];

        public string Text => string.Join(" UNION ALL ", _selects);

        public void Add(string condition, string? value, int limit)
        {
            if (value is not null)
            {
                Values.Add(value);
                condition += "$" + Values.Count.ToString(CultureInfo.InvariantCulture);
            }

            _selects.Add(
                $"""
                SELECT * FROM (SELECT {ActivityReader.Columns}, {Limits.Count} AS source FROM activity
                WHERE {condition} AND at >= $1 AND at <= $2 ORDER BY at DESC, id DESC LIMIT {limit}) AS s{Limits.Count}
                """);
            Limits.Add(limit);
        }
    }
}
