using System.CommandLine;
using System.Text.Json;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Events;

/// <summary><c>tracker event watch</c></summary>
internal sealed class EventWatchCommand : ClientCommand
{
    private const int Usually = 100;
    private const int MostAtOnce = 1000;
    private const int Remembered = 5000;

    private readonly Option<string?> _query = new("--query") { Description = "Only those that a search for this finds.", HelpName = "query" };
    private readonly Option<string> _interval = new("--interval") { Description = "How often to look.", HelpName = "duration", DefaultValueFactory = _ => "2s" };

    public EventWatchCommand()
        : base("watch", "Shows events as they are recorded and as their status changes, until it is interrupted.")
    {
        Options.Add(_query);
        Options.Add(_interval);
    }

    public override IReadOnlyList<string> Examples { get; } = ["tracker event watch", "tracker event watch --query \"env:prod type:deployment\" --output json"];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        if (Durations.Parse(session.Get(_interval)!) is not { TotalSeconds: >= 0.1 and <= 3600 } interval)
            throw CommandException.WrongUsage("--interval may be from 0.1s to 1h.");
        var seen = new Queue<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        for (var isFirst = true; ; isFirst = false)
        {
            // What was there at the beginning is no news.
            var rows = await NewestAsync(session, Usually, ct);
            // More came than a page holds.
            if (!isFirst && rows.Count == Usually && !rows.Exists(row => known.Contains(StateOf(row)))) rows = await NewestAsync(session, MostAtOnce, ct);
            foreach (var row in Enumerable.Reverse(rows))
            {
                var state = StateOf(row);
                if (!known.Add(state)) continue;
                seen.Enqueue(state);
                if (seen.Count > Remembered) known.Remove(seen.Dequeue());
                if (!isFirst) session.Out.Next(row, EventViews.Live);
            }

            await Task.Delay(interval, ct);
        }
    }

    private static string StateOf(JsonElement row) => EventViews.IdOf(row) + ' ' + Column.TextOf(Column.At(row, "attributes.status"));

    private async Task<List<JsonElement>> NewestAsync(Session session, int limit, CancellationToken ct)
    {
        ApiPath Path() => session.Get(_query) is { } query ? new ApiPath("api/v1alpha1/events/search").With("query", query) : new ApiPath("api/v1alpha1/events/list");
        return await Lists.ReadAsync(session.Server, Path, "events", limit, ct);
    }
}
