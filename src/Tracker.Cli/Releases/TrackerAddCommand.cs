using System.CommandLine;
using System.Text.Json.Nodes;
using Tracker.Cli.Connect;

namespace Tracker.Cli.Releases;

/// <summary><c>tracker tracker add</c></summary>
internal sealed class TrackerAddCommand : ClientCommand
{
    private readonly Argument<string> _application = TrackerView.Application();
    private readonly Argument<string> _repository = new("repository") { Description = "owner/name at GitHub, else an address such as https://git.example.org/team/app.git." };
    private readonly TrackerOptions _settings = new();

    public TrackerAddCommand()
        : base("add", "Follows an application: its file is read at once, and what is wrong with it is shown.")
    {
        Arguments.Add(_application);
        Arguments.Add(_repository);
        _settings.AddTo(this);
    }

    public override IReadOnlyList<string> Examples { get; } =
    [
        "tracker tracker add shop.api acme/shop",
        "tracker tracker add shop.api https://git.example.org/acme/shop.git --branch main --with-token",
        "printf '%s\\n' \"$TOKEN\" | tracker tracker add shop.api acme/shop --with-token",
    ];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var body = new JsonObject { ["id"] = session.Get(_application), ["repo"] = session.Get(_repository) };
        _settings.AddTo(body, session);
        var request = new Request(HttpMethod.Post, "trackers") { Body = body, Conflict = "Change it with 'tracker tracker set'." };
        session.Out.Fields(await session.Server.JsonAsync(request, ct), TrackerView.Fields);
        return ExitCode.Done;
    }
}
