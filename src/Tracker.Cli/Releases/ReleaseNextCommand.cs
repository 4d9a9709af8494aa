using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Releases;

/// <summary><c>tracker release next</c></summary>
internal sealed class ReleaseNextCommand : ClientCommand
{
    private const int NoContent = 204;

    private static readonly Column[] Fields =
    [
        Column.Of("Id", "id"), Column.Of("Attempt", "attempt"), Column.Of("Application", "application"), Column.Of("Environment", "environment"), Column.Of("Image", "image"),
        Column.Of("Digest", "digest"), Column.Of("Configuration", "configuration"),
        new Column("Changes", claim => string.Join('\n', Column.At(claim, "changes").EnumerateArray()
            .Select(c => $"{Text(c, "path")}: {Text(c, "before")} → {Text(c, "after")}"))),
        Column.Time("Until", "leaseUntil"), Column.Of("Event", "event"),
    ];

    private readonly Argument<string> _environment = ReleaseView.Environment();
    private readonly Option<string?> _deployer = new("--deployer") { Description = "Who deploys, as it is shown; the name of your credentials unless given.", HelpName = "name" };
    private readonly Option<string?> _lease = new("--lease") { Description = "After this time the release goes back unless 'renew', 'deployed' or 'failed' came: 10s to 1d, 15m unless given.", HelpName = "duration" };
    private readonly Option<string?> _key = new("--key") { Description = "Asked again with the same key, such as a job's id, the claim is answered again while it lasts.", HelpName = "text" };

    private readonly Option<long?> _lockToken = new("--lock-token")
    {
        Description = "The token of the deploy lock that you hold already: what it covers is claimed and goes under it, and it stays yours.",
        HelpName = "number",
    };

    public ReleaseNextCommand()
        : base("next", "Claims the first release that may go to an environment and prints it; ends with 4 when none may.")
    {
        Arguments.Add(_environment);
        foreach (var option in new Option[] { _deployer, _lease, _key, _lockToken }) Options.Add(option);
    }

    public override IReadOnlyList<string> Examples { get; } =
    [
        "tracker release next dev",
        "tracker lock run shop --environment dev --resource deployment -- sh -c 'tracker release next dev --lock-token \"$TRACKER_LOCK_TOKEN\"'",
        "CLAIM=$(tracker release next prod --lease 30m --key \"$CI_JOB_ID\" -o json) || exit $(($? == 4 ? 0 : 1))",
    ];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var environment = session.Get(_environment);
        var body = new JsonObject();
        if (session.Get(_deployer) is { } deployer) body["deployer"] = deployer;
        if (session.Get(_lease) is { } lease)
            body["lease"] = (long)(Durations.Parse(lease) ?? throw CommandException.WrongUsage("--lease may be seconds or such as 90s, 15m, 2h.")).TotalSeconds;
        if (session.Get(_lockToken) is { } token) body["lockToken"] = token;
        var request = new Request(HttpMethod.Post, $"api/releases/{ApiPath.Part(environment)}/next") { Body = body, IdempotencyKey = session.Get(_key) };
        var reply = await session.Server.SendAsync(request, ct);
        if (reply.Status == NoContent)
        {
            session.Out.Note($"Nothing may go to {environment} now; see 'tracker release queue {environment}'.");
            return ExitCode.Nothing;
        }

        session.Out.Fields(reply.Json(session.Server.Target), Fields);
        return ExitCode.Done;
    }

    private static string Text(JsonElement change, string name) => Column.TextOf(Column.At(change, name)) is { Length: > 0 } text ? text : "nothing";
}
