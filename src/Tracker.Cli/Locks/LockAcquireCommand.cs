using Tracker.Cli.Output;

namespace Tracker.Cli.Locks;

/// <summary><c>tracker lock acquire</c></summary>
internal sealed class LockAcquireCommand : ClientCommand
{
    private readonly LockOptions _lock = new(wait: "0", ttl: "0");

    public LockAcquireCommand()
        : base("acquire", "Takes a lock and prints its id.") => _lock.AddTo(this);

    public override IReadOnlyList<string> Examples { get; } =
    [
        "ID=$(tracker lock acquire shop --environment production --resource database --wait 10m --ttl 1h)",
        "tracker lock release \"$ID\"",
    ];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var held = await _lock.AcquireAsync(session, ct);
        session.Out.Said(Column.TextOf(held.GetProperty("id")), held);
        return ExitCode.Done;
    }
}
