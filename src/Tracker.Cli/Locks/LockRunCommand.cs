using System.CommandLine;
using System.Text.Json;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;
using Tracker.Cli.Runs.Child;

namespace Tracker.Cli.Locks;

/// <summary><c>tracker lock run</c></summary>
internal sealed class LockRunCommand : ClientCommand, ILeavesSignals
{
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
        // Before the lock is waited for: what is ignored stays so, and what comes while nothing runs yet ends the waiting.
        using var signals = new SignalForwarding();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, signals.AskedToEnd);
        var held = await _lock.AcquireAsync(session, either.Token);
        var id = Column.TextOf(held.GetProperty("id"));
        try
        {
            return await RunAsync(session, signals, held, id, ttl, ct);
        }
        finally
        {
            await ReleaseAsync(session, id);
        }
    }

    private async Task<int> RunAsync(Session session, SignalForwarding signals, JsonElement held, string id, TimeSpan ttl, CancellationToken ct)
    {
        var command = ChildCommand.OfThisProcess(session.Get(_command).Length)
            .With(new Dictionary<string, string> { ["TRACKER_LOCK_TOKEN"] = Column.TextOf(held.GetProperty("token")), ["TRACKER_LOCK_ID"] = id });
        if (ChildStarter.Start(command, out var pid) is not 0 and var error)
        {
            var (code, message) = ChildStarter.Explain(command, error);
            throw new CommandException(code, message);
        }

        var waiter = new ChildWaiter(pid);
        waiter.Start();
        var child = new RunningChild(waiter);
        signals.PassTo(child.Pass);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var lost = new LockRenewal(session.Server, id, ttl).UntilLostAsync(over.Token);
        var ended = Task.Factory.StartNew(() => waiter.Ended.WaitOne(), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        if (await Task.WhenAny(ended, lost) == ended)
        {
            await over.CancelAsync();
            return waiter.ExitCode;
        }

        session.Errors.WriteLine($"tracker: the lock is lost ({PlainText.Of(await lost)}); the command is stopped, since somebody else may hold it now.");
        child.End(EndPatience);
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
