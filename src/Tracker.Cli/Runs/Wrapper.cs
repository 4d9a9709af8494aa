using Tracker.Cli.Connect;
using Tracker.Cli.Runs.Child;
using Tracker.Cli.Runs.Delivery;
using Tracker.Cli.Runs.Joined;
using Tracker.Cli.Runs.Sampling;

namespace Tracker.Cli.Runs;

/// <summary>
/// Runs a command and tells the server of it. One thread waits for the command, one samples, one delivers: none waits for another,
/// and the command for none of them.
/// </summary>
internal sealed class Wrapper(RunOptions options, ChildCommand? command)
{
    private readonly string _key = Guid.NewGuid().ToString();
    private readonly string _name = RunName.Of(options.Name, command);
    private readonly List<string> _warnings = [];
    private readonly ProcessTree _tree = new();

    /// <summary>Ends the process with the command's exit code; throws when the command may not start.</summary>
    public void Run()
    {
        using var signals = new SignalForwarding();
        var server = new ServerConnection(options.Target);
        var joins = new Joins(server, options, _name);
        Warn(joins.Begin(signals.AskedToEnd));
        using var machine = new MachineLoad();
        var clock = new RunClock(TimeProvider.System);
        var stage = new Stage(options, signals, joins, clock);
        stage.Start(command, Variables(joins));
        // The framework's own end would set the terminal to what it was, and how the command leaves it is the command's.
        Libc.Exit(Accompany(stage, server, joins, signals, machine, clock));
    }

    /// <summary>Whatever goes wrong here, the exit code stays the command's.</summary>
    private int Accompany(Stage stage, ServerConnection server, Joins joins, SignalForwarding signals, MachineLoad machine, RunClock clock)
    {
        try
        {
            Record(stage, server, joins, signals, machine, clock);
        }
        catch (Exception e)
        {
            Stderr.Line($"the run was not recorded: {e.Message}");
        }
        return stage.Wait().ExitCode ?? 0;
    }

    private void Record(Stage stage, ServerConnection server, Joins joins, SignalForwarding signals, MachineLoad machine, RunClock clock)
    {
        var spool = new Spool(TimeProvider.System);
        var courier = new Courier(server);
        var parent = new ParentRun(_key, Environment.GetEnvironmentVariable("TRACKER_RUN_ID"));
        var parcel = new Parcel { Server = options.Target.Server.AbsoluteUri, Key = _key, Begin = BeginOf(clock) };
        var delivery = new LiveDelivery(courier, new Courier(server), parcel, spool, parent);
        var sampler = new Sampler(clock, options.Interval, machine, _tree, delivery.Add);
        var report = options.Task is { } task ? new TaskReport(server, spool, task, _key, clock.Start) : null;
        sampler.Start();
        delivery.Start();
        report?.Start();
        options.Timeline?.Start(clock.Start);

        var end = stage.Wait();
        signals.Forget();
        joins.Release();
        sampler.Stop(end.At);
        if (sampler.LastAt > end.At) end = end with { At = sampler.LastAt };
        var stop = StopOf(end);
        var (code, left) = (end.ExitCode ?? 0, new Deadline(options.Grace));
        report?.End(code, end.At);
        options.Timeline?.End(end.At, code);
        Warn(delivery.Finish(stop, joins.End(code, end.At), left.Left, signals.AskedToEnd));
        Warn(report?.Finish(left.Left));
        Warn(options.Timeline?.Finish(left.Left));
        Warn(joins.Released());
        Warn(sampler.Failure is { } failure ? $"measuring ended early: {failure}" : null);
        Warn(delivery.Dropped > 0 ? $"{delivery.Dropped} samples are lost: the server was not there for too long." : null);
        spool.GivenUp.ForEach(why => Warn($"an earlier run is given up: {why}"));
        if (!options.Quiet)
        {
            _warnings.ForEach(Stderr.Line);
            foreach (var line in Summary.Of(_name, stop, end.At - clock.Start, delivery.Taken, courier.Stopped)) Stderr.Line(line);
        }
        parent.Forget();
    }

    private void Warn(string? warning)
    {
        if (warning is not null) _warnings.Add(warning);
    }

    private Dictionary<string, string> Variables(Joins joins)
    {
        var variables = new Dictionary<string, string>
        {
            ["TRACKER_RUN_ID"] = _key,
            ["TRACEPARENT"] = TraceParent.Within(Environment.GetEnvironmentVariable("TRACEPARENT"), _key),
        };
        if (joins.LockToken is { } token) variables["TRACKER_LOCK_TOKEN"] = token;
        return variables;
    }

    private BeginBody BeginOf(RunClock clock) => new()
    {
        Name = _name,
        Description = options.Description,
        Threshold = options.Threshold,
        StartTime = RunClock.Format(clock.Start),
        Interval = options.Interval.TotalSeconds,
        Host = Environment.MachineName,
        Service = (options.Deploy ?? options.Lock)?.Service,
        Environment = (options.Deploy ?? options.Lock)?.Environment is { Length: > 0 } environment ? environment : null,
        Tags = options.Tags.Length > 0 ? options.Tags : null,
    };

    private StopBody StopOf(CommandEnd end) => new()
    {
        EndTime = RunClock.Format(end.At),
        ExitCode = end.ExitCode,
        CpuSeconds = end.Usage?.Processor.TotalSeconds,
        PeakMemory = end.Usage is { } usage && Math.Max(usage.Resident, _tree.PeakMemory) is > 0 and var memory ? memory : null,
        ReadBytes = end.Usage?.ReadBytes,
        WrittenBytes = end.Usage?.WrittenBytes,
        Children = end.Usage is null ? null : Math.Max(0, _tree.Seen - 1),
    };
}
