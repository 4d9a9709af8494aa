using System.CommandLine;
using Tracker.Protocol.Timelines;

namespace Tracker.Cli.Timelines;

/// <summary>What may be told of an event, and the words for it.</summary>
internal sealed record TimelineEventKind(string Name, string Alias, string Description, TimelineMessageType Type)
{
    public static TimelineEventKind Start { get; } = new("start", "s", "Tells that an event began.", TimelineMessageType.Start);

    public static TimelineEventKind End { get; } = new("end", "e", "Tells that an event ended. Context, name and host are those of its start.", TimelineMessageType.End);

    public static TimelineEventKind Single { get; } = new("event", "v", "Tells of a point in time.", TimelineMessageType.Single);
}

/// <summary><c>tracker timeline start</c>, <c>end</c> and <c>event</c></summary>
internal sealed class TimelineEventCommand : ClientCommand, ILeavesSignals
{
    private readonly TimelineOptions _options;
    private readonly TimelineEventKind _kind;
    private readonly Argument<string> _context = new("context") { Description = "What the timings are about, such as ci/build-main." };
    private readonly Argument<string> _name = new("event") { Description = "The event, its ancestors before it with dots between: build.compile." };
    private readonly Option<string?> _status = new Option<string?>("--status") { Description = "How it went.", HelpName = "ok|warning|failed|skipped" }
        .AcceptOnlyFromAmong("ok", "warning", "failed", "skipped");

    public TimelineEventCommand(TimelineOptions options, TimelineEventKind kind)
        : base(kind.Name, kind.Description)
    {
        (_options, _kind) = (options, kind);
        Aliases.Add(kind.Alias);
        Arguments.Add(_context);
        Arguments.Add(_name);
        if (kind != TimelineEventKind.Start) Options.Add(_status);
        Examples = kind == TimelineEventKind.End
            ? ["tracker timeline end ci/build-main build.compile --status failed", "upto-client -i end ci/build-main build"]
            : [$"tracker timeline {kind.Name} ci/build-main build.compile", $"upto-client -i {kind.Name} ci/build-main build"];
    }

    public override IReadOnlyList<string> Examples { get; }

    protected override Task<int> RunAsync(Session session, CancellationToken ct) => TimelineSender.SendAsync(
        session, _options,
        new TimelineMessage
        {
            Context = session.Get(_context),
            Name = session.Get(_name),
            Type = _kind.Type,
            Host = _options.Host(session),
            AutoIP = _options.AutoIP(session),
            Status = (_kind == TimelineEventKind.Start ? null : session.Get(_status)) switch
            {
                "ok" => TimelineStatus.Ok,
                "warning" => TimelineStatus.Warning,
                "failed" => TimelineStatus.Failed,
                "skipped" => TimelineStatus.Skipped,
                _ => TimelineStatus.None,
            },
        },
        ct);
}
