using System.CommandLine;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Locks;

/// <summary><c>tracker lock list</c></summary>
internal sealed class LockListCommand : ClientCommand
{
    private static readonly Column[] Held =
    [
        Column.Of("ID", "id"), Column.Of("SERVICE", "service"), Column.Of("ENVIRONMENT", "environment"), Column.Of("RESOURCE", "resource"), Column.Of("WHO", "who"),
        Column.Time("SINCE", "createdAt"), Column.Time("UNTIL", "expiresAt"), Column.Of("REASON", "reason"),
    ];

    private static readonly Column[] Waiting =
    [
        Column.Of("SERVICE", "service"), Column.Of("ENVIRONMENT", "environment"), Column.Of("RESOURCE", "resource"), Column.Of("WHO", "who"),
        Column.Time("SINCE", "since"), Column.Time("UNTIL", "until"), Column.Of("REASON", "reason"),
    ];

    private readonly Option<bool> _waiting = new("--waiting") { Description = "Who waits, in the order of arrival, instead of who holds." };
    private readonly Option<string?> _service = new("--service") { HelpName = "name", Description = "Only what covers this service." };
    private readonly Option<string?> _environment = new("--environment") { HelpName = "name", Description = "Only what covers this environment." };
    private readonly Option<string?> _resource = new("--resource") { HelpName = "name", Description = "Only what covers this resource." };
    private readonly Option<int> _limit = Lists.Limit();

    public LockListCommand()
        : base("list", "Lists the locks that are held, newest first.")
    {
        foreach (var option in new Option[] { _waiting, _service, _environment, _resource, _limit }) Options.Add(option);
    }

    public override IReadOnlyList<string> Examples { get; } = ["tracker lock list", "tracker lock list --service shop --waiting"];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var waiting = session.Get(_waiting);
        ApiPath Path() => new ApiPath(waiting ? "api/v1alpha1/locks/waiting" : "api/v1alpha1/locks/list")
            .With("service", session.Get(_service)).With("environment", session.Get(_environment)).With("resource", session.Get(_resource));
        session.Out.Rows(await Lists.ReadAsync(session.Server, Path, waiting ? "waiters" : "locks", session.Get(_limit), ct), waiting ? Waiting : Held);
        return ExitCode.Done;
    }
}
