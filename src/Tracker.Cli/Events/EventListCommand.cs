using System.CommandLine;
using Tracker.Cli.Connect;

namespace Tracker.Cli.Events;

/// <summary><c>tracker event list</c></summary>
internal sealed class EventListCommand : ClientCommand
{
    private readonly Option<bool> _today = new("--today") { Description = "Only those of today (UTC)." };
    private readonly Option<int> _limit = Lists.Limit();

    public EventListCommand()
        : base("list", "Lists events, newest first.")
    {
        Options.Add(_today);
        Options.Add(_limit);
    }

    public override IReadOnlyList<string> Examples { get; } = ["tracker event list --limit 10", "tracker event list --today --output json"];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var path = session.Get(_today) ? "api/v1alpha1/events/today" : "api/v1alpha1/events/list";
        session.Out.Rows(await Lists.ReadAsync(session.Server, () => new ApiPath(path), "events", session.Get(_limit), ct), EventViews.Columns);
        return ExitCode.Done;
    }
}

/// <summary><c>tracker event search</c></summary>
internal sealed class EventSearchCommand : ClientCommand
{
    private readonly Argument<string[]> _query = new("query") { Description = "Words, and terms such as service:shop, status:failure, env:prod, \"connection refused\".", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string[]> _types = new("--type") { Description = "Of several any.", HelpName = "type" };
    private readonly Option<string[]> _statuses = new("--status") { Description = "Of several any.", HelpName = "status" };
    private readonly Option<string[]> _environments = new("--environment") { Description = "Of several any.", HelpName = "name" };
    private readonly Option<string[]> _services = new("--service") { Description = "Of several any.", HelpName = "name" };
    private readonly Option<string?> _since = new("--since") { Description = "Those that last beyond this date or time, or beyond so long ago: 2026-03-02, 6h, 30d.", HelpName = "when" };
    private readonly Option<string?> _until = new("--until") { Description = "Those that begin before this.", HelpName = "when" };
    private readonly Option<int> _limit = Lists.Limit();

    public EventSearchCommand()
        : base("search", "Searches events, newest first. Every condition narrows the search.")
    {
        Arguments.Add(_query);
        foreach (var option in new Option[] { _types, _statuses, _environments, _services, _since, _until, _limit }) Options.Add(option);
    }

    public override IReadOnlyList<string> Examples { get; } =
    [
        "tracker event search service:shop status:failure --since 7d",
        "tracker event search '\"connection refused\"' time* --environment production",
        "tracker event search --type incident --type drift --since 2026-03-01 --output json",
    ];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        ApiPath Path() => new ApiPath("api/v1alpha1/events/search")
            .With("query", string.Join(' ', session.Parsed.GetValue(_query) ?? []))
            .With("types", session.Get(_types)).With("statuses", session.Get(_statuses))
            .With("environments", session.Get(_environments)).With("services", session.Get(_services))
            .With("start_date", When.Of(session.Get(_since))).With("end_date", When.Of(session.Get(_until)));
        session.Out.Rows(await Lists.ReadAsync(session.Server, Path, "events", session.Get(_limit), ct), EventViews.Columns);
        return ExitCode.Done;
    }
}
