using System.CommandLine;
using Tracker.Protocol.Timelines;

namespace Tracker.Cli.Timelines;

/// <summary><c>tracker timeline new</c></summary>
internal sealed class TimelineNewCommand : ClientCommand, ILeavesSignals
{
    private readonly TimelineOptions _options;
    private readonly Argument<string> _context = new("context") { Description = "What the timings are about, such as ci/build-main." };
    private readonly Argument<string?> _label = new("label") { Description = "What may be used in place of its id, such as \"build 42\".", Arity = ArgumentArity.ZeroOrOne };

    public TimelineNewCommand(TimelineOptions options)
        : base("new", "Begins a timeline.")
    {
        _options = options;
        Aliases.Add("n");
        Arguments.Add(_context);
        Arguments.Add(_label);
    }

    public override IReadOnlyList<string> Examples { get; } = ["tracker timeline new ci/build-main \"build 42\"", "upto-client new ci/build-main"];

    protected override Task<int> RunAsync(Session session, CancellationToken ct) => TimelineSender.SendAsync(
        session, _options,
        new TimelineMessage { Context = session.Get(_context), Name = session.Parsed.GetValue(_label) ?? "", Type = TimelineMessageType.NewTimeline }, ct);
}
