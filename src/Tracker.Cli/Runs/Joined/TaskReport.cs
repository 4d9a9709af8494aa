using System.Globalization;
using Tracker.Cli.Connect;

namespace Tracker.Cli.Runs.Joined;

/// <summary>Reports the start and the end of a task's run, on a thread of its own. A report that comes too late would be wrong, so none is kept.</summary>
internal sealed class TaskReport(ServerConnection server, string task, string run)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ManualResetEvent _over = new(false);
    private readonly TaskCompletionSource<int> _exitCode = new();
    private string? _failure;

    public void Start() => new Thread(Work, maxStackSize: 256 * 1024) { IsBackground = true, Name = "reports" }.Start();

    public void End(int exitCode) => _exitCode.TrySetResult(exitCode);

    /// <summary>Waits until the end is reported; returns what there is to warn of.</summary>
    public string? Finish(TimeSpan grace) =>
        _over.WaitOne(grace) ? _failure : $"task {task} was not told: {server.Target.Server} did not answer in time.";

    private void Work()
    {
        _ = Send("start");
        // The end is what counts: it is told whether or not the start was.
        var code = _exitCode.Task.GetAwaiter().GetResult();
        _failure = Send(code.ToString(CultureInfo.InvariantCulture));
        _over.Set();
    }

    private string? Send(string signal)
    {
        try
        {
            var request = new Request(HttpMethod.Post, new ApiPath($"{Path()}/{signal}").With("rid", run).ToString()) { Patience = Patience, IsShort = true };
            var reply = server.TrySendAsync(request, CancellationToken.None).GetAwaiter().GetResult();
            return reply.IsDone ? null : $"task {task} was not told: the server answers {reply.Status} to its ping. Look at its address with 'tracker task show'.";
        }
        catch (CommandException e)
        {
            return $"task {task} was not told: {e.Message}";
        }
    }

    /// <summary>The id of the ping address, the ping key and a name, or the task's number, for which credentials are needed.</summary>
    private string Path()
    {
        if (!long.TryParse(task, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return "ping/" + string.Join('/', task.Split('/').Select(ApiPath.Part));
        var shown = server.GetAsync(string.Create(CultureInfo.InvariantCulture, $"api/tasks/{number}"), CancellationToken.None).GetAwaiter().GetResult();
        return shown.GetProperty("ping_path").GetString()?.TrimStart('/') ?? throw CommandException.Refused("a key with the scope write is needed to see its ping address.");
    }
}
