using System.CommandLine;
using System.Text.Json;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;
using Tracker.Cli.Processes;

namespace Tracker.Cli.Locks;

/// <summary><c>tracker lock run</c></summary>
internal sealed class LockRunCommand : ClientCommand, ILeavesSignals
{
    private const int Terminate = 15;
    private const int Kill = 9;

    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(10);

    private readonly LockOptions _lock = new(wait: "1h", ttl: "60s");
    private readonly Argument<string[]> _command = new("command") { Description = "What to run, after '--'.", Arity = ArgumentArity.OneOrMore };

    public LockRunCommand()
        : base("run", "Runs a command while it holds a lock: waits for it, renews it, gives it back. The exit code is the command's.")
    {
        _lock.AddTo(this);
        Arguments.Add(_command);
    }

    public override IReadOnlyList<string> Examples { get; } =
    [
        "tracker lock run shop --environment production --resource database -- ./migrate.sh",
        "tracker lock run reports --wait 0 -- sh -c 'echo \"my fencing token is $TRACKER_LOCK_TOKEN\"'",
    ];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var ttl = _lock.Ttl(session);
        if (ttl < TimeSpan.FromSeconds(3)) throw CommandException.WrongUsage("--ttl may be 3s or more: it is renewed at a third of it.");
        var held = await _lock.AcquireAsync(session, ct);
        var id = Column.TextOf(held.GetProperty("id"));
        try
        {
            return await RunAsync(session, held, id, ttl, ct);
        }
        finally
        {
            await ReleaseAsync(session, id);
        }
    }

    private async Task<int> RunAsync(Session session, JsonElement held, string id, TimeSpan ttl, CancellationToken ct)
    {
        ChildProgram.SetVariable("TRACKER_LOCK_TOKEN", Column.TextOf(held.GetProperty("token")));
        ChildProgram.SetVariable("TRACKER_LOCK_ID", id);
        var child = ChildProgram.Start(session.Get(_command));
        using var signals = new SignalForwarding(child);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var lost = new LockRenewal(session.Server, id, ttl).UntilLostAsync(ended.Token);
        if (await Task.WhenAny(child.Exit, lost) == child.Exit)
        {
            await ended.CancelAsync();
            return await child.Exit;
        }

        session.Errors.WriteLine($"tracker: the lock is lost ({PlainText.Of(await lost)}); the command is stopped, since somebody else may hold it now.");
        child.Signal(Terminate);
        if (await Task.WhenAny(child.Exit, Task.Delay(EndPatience, ct)) != child.Exit) child.Signal(Kill);
        await child.Exit;
        return ExitCode.Refused;
    }

    /// <summary>What the command did is done: a lock that cannot be given back ends by itself, and must not hide that.</summary>
    private static async Task ReleaseAsync(Session session, string id)
    {
        using var limit = new CancellationTokenSource(EndPatience);
        try
        {
            var reply = await session.Server.TrySendAsync(new Request(HttpMethod.Delete, "api/v1alpha1/lock/" + ApiPath.Part(id)), limit.Token);
            if (reply.Status is 404 || reply.IsDone) return;
            session.Errors.WriteLine($"tracker: the lock was not given back: {PlainText.Of(Refusal.Of(reply, session.Server.Target).Message)}");
        }
        catch (Exception e) when (e is CommandException or OperationCanceledException)
        {
            session.Errors.WriteLine($"tracker: the lock was not given back and ends by itself: {PlainText.Of(e.Message)}");
        }
    }
}
