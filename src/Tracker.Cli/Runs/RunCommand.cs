using System.CommandLine;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;
using Tracker.Cli.Runs.Child;
using Tracker.Cli.Runs.Joined;

namespace Tracker.Cli.Runs;

/// <summary><c>tracker run</c>, which is <c>grasshopper</c>, too.</summary>
internal sealed class RunCommand : Command, IExamples, ILeavesSignals
{
    public const string Word = "run";

    private readonly Option<string?> _interval = new("--interval", "--poll-interval") { Description = "Time from sample to sample, in seconds or such as 500ms.", HelpName = "duration", DefaultValueFactory = _ => "0.5" };
    private readonly Option<string?> _name = new("--name") { Description = "Runs of one name are compared; the program's name unless given.", HelpName = "text" };
    private readonly Option<string?> _description = new("--description") { Description = "What it is about.", HelpName = "text" };
    private readonly Option<double?> _threshold = new("--threshold") { Description = "The part of the machine, 0 to 1, above which time is counted; 0.5 unless given.", HelpName = "part" };
    private readonly Option<string[]> _tags = new("--tag") { Description = "A word to find it by; may be repeated.", HelpName = "word", Arity = ArgumentArity.OneOrMore };
    private readonly Option<bool> _noCommand = new("--no-command") { Description = "Watches the machine until interrupted." };
    private readonly Option<bool> _deliver = new("--deliver") { Description = "Delivers the runs that could not be delivered, and does nothing else." };
    private readonly Option<string?> _grace = new("--grace") { Description = "How long the end may wait for the server, at most 5m; 1s unless given.", HelpName = "duration", DefaultValueFactory = _ => "1" };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Says nothing of its own." };
    private readonly Option<string?> _timeout = new("--timeout") { Description = "Ends the command and all it started after this time (exit code 124).", HelpName = "duration" };
    private readonly Option<string?> _killAfter = new("--kill-after") { Description = "Kills it so long after it was asked to end (exit code 137).", HelpName = "duration" };
    private readonly Option<string?> _context = new("--context") { Description = "Marks a timeline of this context.", HelpName = "name" };
    private readonly Option<string?> _event = new("--event") { Description = "The event there, such as build.compile; the run's name unless given.", HelpName = "name" };
    private readonly Option<string?> _remoteHost = new("--remotehost") { Description = "Where its datagrams go; the machine of the server unless given.", HelpName = "name" };
    private readonly Option<int> _remotePort = new("--remoteport") { Description = "The port there.", HelpName = "port", DefaultValueFactory = _ => 8123 };
    private readonly Option<string?> _lock = new("--lock") { Description = "Holds this lock meanwhile, by itself the deployment's; without it the command does not start.", HelpName = "service@environment[:resource]" };
    private readonly Option<string?> _lockWait = new("--lock-wait") { Description = "How long to wait while somebody else holds it, at most 1h.", HelpName = "duration", DefaultValueFactory = _ => "0" };
    private readonly Option<string?> _lockTtl = new("--lock-ttl") { Description = "The lock is free this long after this machine is gone.", HelpName = "duration", DefaultValueFactory = _ => "60" };
    private readonly Option<string> _onLockLost = new Option<string>("--on-lock-lost") { Description = "What becomes of the command then.", HelpName = "stop|continue", DefaultValueFactory = _ => "stop" }.AcceptOnlyFromAmong("stop", "continue");
    private readonly Option<string?> _task = new("--task") { Description = "Reports this task's start and end: the id in its ping address, or its number.", HelpName = "id" };
    private readonly Option<string?> _deploy = new("--deploy") { Description = "The command deploys this: records the deployment's start and end.", HelpName = "service@environment" };
    private readonly Option<string?> _version = new("--version") { Description = "The version it deploys.", HelpName = "text" };
    private readonly Option<string?> _jwt = new("--jwt") { Description = "The same as --token.", HelpName = "token" };
    private readonly Argument<string[]> _command = new("command") { Description = "What to run, with all that follows.", Arity = ArgumentArity.ZeroOrMore };

    public RunCommand()
        : base(Word, "Runs a command and records what it cost: time, CPU, memory, I/O. Exit code, input, output and signals are the command's own.")
    {
        foreach (var option in new Option[]
        {
            _interval, _name, _description, _threshold, _tags, _noCommand, _deliver, _grace, _quiet, _timeout, _killAfter, _context, _event, _remoteHost, _remotePort,
            _lock, _lockWait, _lockTtl, _onLockLost, _task, _deploy, _version, _jwt,
        })
        {
            Options.Add(option);
        }
        Arguments.Add(_command);
        SetAction(Run);
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "tracker run make -j4",
        "tracker run --name nightly --timeout 2h --kill-after 30s ./backup.sh --all",
        "tracker run --task 12 --quiet ./report.sh",
        "tracker run --lock shop@production --lock-wait 10m --deploy shop@production --version 1.4.2 ./deploy.sh",
        "tracker run --context build --event compile make",
        "tracker run --no-command --interval 5",
        "tracker run --deliver",
    ];

    private int Run(ParseResult parsed)
    {
        var command = parsed.GetValue(_command) ?? [];
        if (command is [['-', ..] unknown, ..]) throw CommandException.WrongUsage($"{unknown} is no option of run; see 'tracker run --help'.");
        var target = parsed.GetValue(_jwt) is { } jwt
            ? Target.Resolve(parsed.GetValue(SharedOptions.Server), jwt, parsed.GetValue(SharedOptions.ApiKey))
            : SharedOptions.TargetOf(parsed);
        if (parsed.GetValue(_deliver)) return command.Length == 0 ? Deliver.Run(target) : throw CommandException.WrongUsage("--deliver takes no command.");
        if (parsed.GetValue(_noCommand) != (command.Length == 0))
            throw CommandException.WrongUsage(command.Length == 0 ? "what is to be run? To watch the machine alone, say --no-command." : "--no-command takes no command.");
        var options = Read(parsed, target);
        new Wrapper(options, command.Length == 0 ? null : ChildCommand.OfThisProcess(command.Length)).Run();
        return ExitCode.Done;
    }

    private RunOptions Read(ParseResult parsed, Target target)
    {
        var name = parsed.GetValue(_name);
        if (parsed.GetValue(_threshold) is { } threshold && !(threshold is >= 0 and <= 1)) throw CommandException.WrongUsage("--threshold must be from 0 to 1.");
        return new(target)
        {
            Interval = Duration(parsed, _interval, TimeSpan.FromMilliseconds(50), TimeSpan.FromHours(1)) ?? TimeSpan.Zero,
            Name = name is null || name.Length is > 0 and <= 200 && !name.Any(char.IsControl) ? name : throw CommandException.WrongUsage("--name may have 1 to 200 characters, none of them a control character."),
            Description = parsed.GetValue(_description),
            Threshold = parsed.GetValue(_threshold),
            Tags = parsed.GetValue(_tags) ?? [],
            Grace = Duration(parsed, _grace, TimeSpan.Zero, TimeSpan.FromMinutes(5)) ?? TimeSpan.Zero,
            Quiet = parsed.GetValue(_quiet),
            Timeout = Duration(parsed, _timeout, TimeSpan.Zero, TimeSpan.FromDays(49)),
            KillAfter = Duration(parsed, _killAfter, TimeSpan.Zero, TimeSpan.FromDays(49)),
            Timeline = Timeline(parsed, target, name),
            Lock = parsed.GetValue(_lock) is { } held ? Subject.Parse("--lock", held) : null,
            LockWait = Duration(parsed, _lockWait, TimeSpan.Zero, TimeSpan.FromHours(1)) ?? TimeSpan.Zero,
            LockTtl = Duration(parsed, _lockTtl, TimeSpan.FromSeconds(3), TimeSpan.FromDays(30)) ?? TimeSpan.Zero,
            StopsWhenLockIsLost = parsed.GetValue(_onLockLost) == "stop",
            Task = parsed.GetValue(_task),
            Deploy = parsed.GetValue(_deploy) is { } deploy ? Subject.Parse("--deploy", deploy) : null,
            Version = parsed.GetValue(_version),
        };
    }

    private TimelineMark? Timeline(ParseResult parsed, Target target, string? name)
    {
        if (parsed.GetValue(_context) is not { } context)
            return parsed.GetValue(_event) is null ? null : throw CommandException.WrongUsage("--event needs --context, the timeline's.");
        var port = parsed.GetValue(_remotePort) is >= 1 and <= 65535 and var given ? given : throw CommandException.WrongUsage("--remoteport may be from 1 to 65535.");
        var mark = new TimelineMark(parsed.GetValue(_remoteHost) ?? target.Server.IdnHost, port, context, parsed.GetValue(_event) ?? name ?? throw CommandException.WrongUsage("--context needs --event or --name."));
        return mark.Check() is { } wrong ? throw CommandException.WrongUsage($"--context, --event: {wrong}") : mark;
    }

    private static TimeSpan? Duration(ParseResult parsed, Option<string?> option, TimeSpan least, TimeSpan most)
    {
        if (parsed.GetValue(option) is not { } text) return null;
        var duration = text.EndsWith("ms", StringComparison.Ordinal) ? Durations.Parse(text[..^2]) / 1000 : Durations.Parse(text);
        return duration >= least && duration <= most
            ? duration
            : throw CommandException.WrongUsage($"{option.Name} may be seconds or such as 500ms, 90s, 15m, 2h, from {Durations.TextOf(least.TotalSeconds)} to {Durations.TextOf(most.TotalSeconds)}.");
    }
}
