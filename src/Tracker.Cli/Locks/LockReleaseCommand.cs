using System.CommandLine;
using Tracker.Cli.Connect;

namespace Tracker.Cli.Locks;

/// <summary><c>tracker lock release</c></summary>
internal sealed class LockReleaseCommand : ClientCommand
{
    private readonly Argument<string> _id = new("id") { Description = "What 'tracker lock acquire' printed." };
    private readonly Option<bool> _force = new("--force") { Description = "Also somebody else's; needs the scope admin and a reason, and is audited." };
    private readonly Option<string?> _reason = new("--reason") { Description = "Why it is forced.", HelpName = "text" };

    public LockReleaseCommand()
        : base("release", "Gives a lock back.")
    {
        Arguments.Add(_id);
        Options.Add(_force);
        Options.Add(_reason);
        Validators.Add(result =>
        {
            if (result.GetResult(_force) is not null && result.GetResult(_reason) is null) result.AddError("--force needs a --reason.");
        });
    }

    public override IReadOnlyList<string> Examples { get; } = ["tracker lock release \"$ID\"", "tracker lock release \"$ID\" --force --reason \"its holder left\""];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var path = new ApiPath("api/v1alpha1/lock/" + ApiPath.Part(session.Get(_id)));
        if (session.Get(_force)) path.With("force", "true").With("reason", session.Get(_reason));
        session.Out.Said("Released.", await session.Server.JsonAsync(new Request(HttpMethod.Delete, path.ToString()), ct));
        return ExitCode.Done;
    }
}
