using System.Data.Common;
using Tracker.Protocol.Searches;
using Tracker.Server.Events.Views;
using Tracker.Server.Search;
using Tracker.Storage;

namespace Tracker.Server.Events;

/// <summary>Events by their id, or by their words: the newest of the last so many that match.</summary>
internal sealed class EventSearch(IDatabase database) : ISearchable
{
    private const int Newest = 200;

    /// <summary>Of shorter words the beginning is that of too many.</summary>
    private const int LeastPrefix = 3;

    private const string Columns = "uuid, title, type, status, environment, service, sort_at, coalesce(slack_id, '')";

    private const string ById = $"SELECT {Columns} FROM event WHERE uuid = $1";

    private const string BySlackId = $"SELECT {Columns} FROM event WHERE slack_id = $1 ORDER BY id DESC LIMIT 1";

    public SearchPart Part { get; } = new(10, "events", "Events", "/events");

    public async Task<List<SearchHit>> FindAsync(SearchText text, CancellationToken ct)
    {
        SearchHit Read(DbDataReader r) => Hit(text, r);
        if (text.Id is { } id) return await database.QueryAsync(ById, Read, ct, id);
        var hits = await database.QueryAsync(BySlackId, Read, ct, text.Text);
        // What has neither letter nor digit is no word.
        var words = text.Words.Where(w => w.Any(char.IsLetterOrDigit)).Select(w => w.Trim('*')).ToList();
        if (words.Count == 0) return hits;
        if (words[^1].Length >= LeastPrefix) words[^1] += "*";
        var filter = new EventFilter(database.Sql.Engine, new() { Words = words }, newest: Newest);
        hits.AddRange(await database.QueryAsync(
            $"SELECT {Columns} FROM event {filter.Where} ORDER BY sort_at DESC, id DESC LIMIT {SearchText.Most + 1}", Read, ct, filter.Values));
        return hits;
    }

    private static SearchHit Hit(SearchText text, DbDataReader r)
    {
        var (id, title, environment, slackId) = (r.GetUuid(0).ToString(), r.GetString(1), (EventEnvironment)r.GetInt32(4), r.GetString(7));
        var what = SearchText.Join(
            EventWords.Of((EventType)r.GetInt32(2)), EventWords.Of((EventStatus)r.GetInt32(3)), r.GetString(5), environment == EventEnvironment.Unspecified ? "" : EventWords.Of(environment));
        return text.Hit(title, title, what, $"/events/{id}", r.GetInstant(6), text.Id is null ? slackId : id);
    }
}
