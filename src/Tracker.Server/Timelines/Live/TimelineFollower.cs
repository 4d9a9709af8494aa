using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tracker.Server.Timelines.Api;

namespace Tracker.Server.Timelines.Live;

/// <summary>
/// What happens in a timeline, as messages: a <c>snapshot</c> of all of it, then an <c>event</c> for each event that is new
/// or changed, followed by <c>timeline</c> with the numbers that go with it. Where an event went away, or the name that was
/// asked for means another timeline by now, there is another snapshot.
/// </summary>
/// <param name="name">The timeline's id, label or <c>latest</c>.</param>
/// <param name="known">The id of the last message that the reader got, if any: when nothing happened since, there is no snapshot.</param>
internal sealed class TimelineFollower(TimelineReader reader, TimelineContext context, string name, string known, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    // Who follows a large timeline makes the server read for a fifth of the time at most.
    private const int Idleness = 4;

    private static readonly SseItem<string> Beat = new("", "beat");

    private readonly Dictionary<(string Name, string Host), TimelineEvent> _told = [];
    private Timeline? _timeline;

    public async IAsyncEnumerable<SseItem<string>> FollowAsync(ContextListener changes, [EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            var began = clock.GetTimestamp();
            if (await reader.ContextAsync(context.Name, ct) is not { } current || await reader.TimelineAsync(current, name, ct) is not { } timeline)
            {
                yield return new("", "gone");
                yield break;
            }

            var content = await reader.ContentAsync(current, timeline, ct);
            var items = Tell(current, content);
            // Who missed nothing waits for an answer all the same.
            if (items.Count == 0) items.Add(Beat);
            foreach (var item in items) yield return item;
            var pause = clock.GetElapsedTime(began) * Idleness;
            await Task.Delay(pause > Interval ? pause : Interval, clock, ct);
            while (!await changes.WaitAsync(Heartbeat, ct)) yield return Beat;
        }
    }

    private List<SseItem<string>> Tell(TimelineContext context, TimelineContent content)
    {
        var isSame = _timeline is not null && _timeline.Starts == content.Timeline.Starts;
        var wasLast = _timeline;
        _timeline = content.Timeline;
        var id = IdOf(content);
        if (!isSame || _told.Count > content.Events.Count || _told.Keys.Except(content.Events.Select(KeyOf)).Any())
        {
            var isKnown = wasLast is null && id == known;
            _told.Clear();
            foreach (var e in content.Events) _told[KeyOf(e)] = e;
            return isKnown ? [] : [new(Json(HalApi.ViewOf(context, content)), "snapshot") { EventId = id }];
        }

        var items = new List<SseItem<string>>();
        foreach (var e in content.Events)
        {
            if (_told.TryGetValue(KeyOf(e), out var before) && before == e) continue;
            _told[KeyOf(e)] = e;
            items.Add(new(Json(TimelineEventView.Of(e)), "event"));
        }

        // The id comes with the last message: a reader that missed some of them gets a snapshot.
        if (items.Count > 0 || wasLast != content.Timeline) items.Add(new(Json(TimelineHeadView.Of(content)), "timeline") { EventId = id });
        return items;
    }

    private static (string Name, string Host) KeyOf(TimelineEvent e) => (e.Name, e.Host);

    private static string Json<T>(T view) => JsonSerializer.Serialize(view, JsonSerializerOptions.Web);

    /// <summary>The same for the same timeline in the same state, on every replica.</summary>
    private static string IdOf(TimelineContent content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add($"{content.Timeline.Id}\n{content.Timeline.Label}\n{content.Timeline.IsActive}\n{content.StrayEnds}\n");
        foreach (var e in content.Events) Add($"{e.Name}\n{e.Host}\n{e.Start.UtcTicks} {e.End?.UtcTicks} {(int)e.Progress} {(int)e.Status} {e.Repeats}\n");
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 12));

        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text));
    }
}
