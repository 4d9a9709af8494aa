using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Locks;

/// <summary>What is to be locked, for whom and how long.</summary>
internal sealed class LockOptions
{
    private static readonly TimeSpan MostWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan MostTtl = TimeSpan.FromDays(30);

    private readonly Argument<string> _service = new("service") { Description = "What it concerns, or '*' for everything." };
    private readonly Option<string?> _environment = new("--environment") { Description = "Where, or '*'.", HelpName = "name" };
    private readonly Option<string?> _resource = new("--resource") { Description = "For what, such as deployment or database, or '*'.", HelpName = "name" };
    private readonly Option<string?> _who = new("--who") { Description = "Who takes it, as it is shown; your name at this machine unless given.", HelpName = "name" };
    private readonly Option<string?> _reason = new("--reason") { Description = "Why.", HelpName = "text" };
    private readonly Option<string?> _event = new("--event") { Description = "The event it belongs to.", HelpName = "id" };
    private readonly Option<string> _wait;
    private readonly Option<string> _ttl;

    public LockOptions(string wait, string ttl)
    {
        _wait = new("--wait") { Description = "How long to wait while somebody else holds it; 0: not at all.", HelpName = "duration", DefaultValueFactory = _ => wait };
        _ttl = new("--ttl") { Description = ttl == "0" ? "It is free after this time unless renewed; 0: when it is released." : "It is free this long after the command's machine is gone.", HelpName = "duration", DefaultValueFactory = _ => ttl };
    }

    public void AddTo(Command command)
    {
        command.Arguments.Add(_service);
        foreach (var option in new Option[] { _environment, _resource, _who, _reason, _event, _wait, _ttl }) command.Options.Add(option);
    }

    public TimeSpan Ttl(Session session) => Read(session, _ttl, MostTtl);

    /// <summary>
    /// Takes the lock, or waits for it. The call has a key, so that one whose answer was lost can be made again: it finds the
    /// same lock, or its place in the queue.
    /// </summary>
    public async Task<JsonElement> AcquireAsync(Session session, CancellationToken ct)
    {
        var (wait, ttl) = (Read(session, _wait, MostWait), Ttl(session));
        var body = new JsonObject { ["service"] = session.Get(_service), ["who"] = session.Get(_who) ?? $"{Environment.UserName}@{Environment.MachineName}", ["ttlSeconds"] = (long)ttl.TotalSeconds, ["waitSeconds"] = (long)wait.TotalSeconds };
        foreach (var (name, option) in new[] { ("environment", _environment), ("resource", _resource), ("reason", _reason), ("eventId", _event) })
        {
            if (session.Get(option) is { } text) body[name] = text;
        }

        var request = new Request(HttpMethod.Post, "api/v1alpha1/lock")
        {
            Body = body,
            IdempotencyKey = Guid.NewGuid().ToString(),
            Patience = wait + TimeSpan.FromSeconds(60),
            Conflict = wait == TimeSpan.Zero ? "Wait for it with --wait, such as --wait 10m." : "Try again, or wait longer with --wait.",
        };
        return (await session.Server.JsonAsync(request, ct)).GetProperty("lock");
    }

    private static TimeSpan Read(Session session, Option<string> option, TimeSpan most) =>
        Durations.Parse(session.Get(option)!) is { } duration && duration <= most
            ? TimeSpan.FromSeconds(Math.Ceiling(duration.TotalSeconds))
            : throw CommandException.WrongUsage($"{option.Name} may be seconds or such as 90s, 15m, 2h, at most {Durations.TextOf(most.TotalSeconds)}.");
}
