using System.CommandLine;
using System.Text.Json.Nodes;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Releases;

/// <summary>What is done with one release in the queue of one environment: <c>tracker release deployed</c> and its like.</summary>
internal sealed class ReleaseStepCommand : ClientCommand
{
    private readonly Argument<Guid> _id = new("id") { Description = "What 'tracker release next', 'queue' and 'list' show." };
    private readonly Option<int?>? _attempt;
    private readonly Option<string>? _reason;
    private readonly string _said;

    public ReleaseStepCommand(string name, string description, string said, string example, bool ofClaim = false, bool takesReason = false)
        : base(name, description)
    {
        (_said, Examples) = (said, [example]);
        Arguments.Add(_id);
        if (ofClaim) Options.Add(_attempt = new("--attempt") { Description = "The claim's: when it lapsed and the release was claimed again since, it is refused.", HelpName = "n" });
        if (takesReason) Options.Add(_reason = new("--reason") { Description = "Why.", HelpName = "text", Required = true });
    }

    public override IReadOnlyList<string> Examples { get; }

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var body = new JsonObject();
        if (_attempt is not null && session.Get(_attempt) is { } attempt) body["attempt"] = attempt;
        if (_reason is not null) body["reason"] = session.Get(_reason);
        var after = await session.Server.PostAsync($"api/releases/{session.Get(_id):D}/{Name}", body.Count > 0 ? body : null, ct);
        session.Out.Said($"{Text("application")} {Text("version")}, {Text("environment")}: {_said}", after);
        return ExitCode.Done;

        string Text(string name) => Column.TextOf(Column.At(after, name));
    }
}
