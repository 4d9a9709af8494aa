using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Tracker.Cli.Connect;

namespace Tracker.Cli.Tasks;

/// <summary><c>tracker task ping</c></summary>
internal sealed class TaskPingCommand : ClientCommand
{
    // What the server keeps of it.
    private const int MostMessageBytes = 100_000;

    private readonly Argument<string> _task = new("task") { Description = "The id in its ping address, '<ping key>/<slug>', or the task's number (for which credentials are needed)." };
    private readonly Argument<string?> _signal = new("signal") { Description = "start, fail, log, or an exit status; success unless given.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _message = new("--message", "-m") { Description = "What to keep with it; '-' reads the input.", HelpName = "text" };
    private readonly Option<Guid?> _run = new("--rid") { Description = "Pairs a start with its end where runs overlap.", HelpName = "uuid" };

    public TaskPingCommand()
        : base("ping", "Tells that a task's run started, succeeded or failed.")
    {
        Arguments.Add(_task);
        Arguments.Add(_signal);
        Options.Add(_message);
        Options.Add(_run);
    }

    public override IReadOnlyList<string> Examples { get; } =
    [
        "tracker task ping 12 start",
        "make; tracker task ping 12 $?",
        "./backup.sh 2>&1 | tail -50 | tracker task ping 0198d2c4-6f2e-7000-8000-c0ffee000001 --message -",
    ];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var path = await PathAsync(session, ct);
        if (session.Parsed.GetValue(_signal) is { } signal) path += "/" + ApiPath.Part(signal);
        var request = new Request(HttpMethod.Post, new ApiPath(path).With("rid", session.Get(_run)?.ToString("D")).ToString())
        {
            Content = (await MessageAsync(session.Get(_message), ct), "text/plain"),
            IsShort = true,
        };
        var reply = await session.Server.TrySendAsync(request, ct);
        var said = Encoding.UTF8.GetString(reply.Body);
        if (!reply.IsDone) throw CommandException.Refused(reply.Status is 404 or 400 or 409 or 429 ? $"The server answers '{said}'. Look at the ping address with 'tracker task show'." : Refusal.Of(reply, session.Server.Target).Message);
        using var answer = JsonDocument.Parse("{}");
        session.Out.Said(said, answer.RootElement);
        return ExitCode.Done;
    }

    private async Task<string> PathAsync(Session session, CancellationToken ct)
    {
        var task = session.Get(_task);
        if (!long.TryParse(task, NumberStyles.None, CultureInfo.InvariantCulture, out var id)) return "ping/" + string.Join('/', task.Split('/').Select(ApiPath.Part));
        var shown = await session.Server.GetAsync(string.Create(CultureInfo.InvariantCulture, $"api/tasks/{id}"), ct);
        return shown.GetProperty("ping_path").GetString()?.TrimStart('/')
            ?? throw CommandException.Refused($"The credentials do not show the ping address of task {id}; use a key with the scope write.");
    }

    private static async Task<byte[]> MessageAsync(string? message, CancellationToken ct)
    {
        if (message != "-") return Encoding.UTF8.GetBytes(message ?? "");
        using var input = Console.OpenStandardInput();
        var buffer = new byte[MostMessageBytes];
        var length = await input.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return buffer[..length];
    }
}
