using System.Globalization;
using Tracker.Cli.Connect;
using Tracker.Cli.Runs.Delivery;

namespace Tracker.Cli.Runs.Joined;

/// <summary>Calls a task's ping address.</summary>
internal sealed class TaskPing(ServerConnection server)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public Outcome Start(string task, string run, CancellationToken ct) => Send(task, "start", run, null, null, ct);

    /// <summary>Tells of an end, once however often that is asked.</summary>
    public Outcome End(TaskEnd end, CancellationToken ct) =>
        Send(end.Task, end.ExitCode.ToString(CultureInfo.InvariantCulture), end.Run, end.At, end.Run + "-task", ct);

    private Outcome Send(string task, string signal, string run, string? at, string? key, CancellationToken ct)
    {
        try
        {
            var address = "ping/" + string.Join('/', task.Split('/').Select(ApiPath.Part));
            // The task's number: for its ping address credentials are needed.
            if (long.TryParse(task, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                var shown = Ask(new Request(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"api/tasks/{number}")), ct);
                if (!shown.IsDone) return Failed(task, shown);
                if (shown.Json(server.Target).GetProperty("ping_path").GetString() is not { } path) return new(Fate.Later, $"task {task} was not told: a key with the scope write is needed to see its ping address.");
                address = path.TrimStart('/');
            }

            var ping = new ApiPath($"{address}/{signal}").With("rid", run).With("time", at).ToString();
            var reply = Ask(new Request(HttpMethod.Post, ping) { IdempotencyKey = key }, ct);
            return reply.IsDone ? Outcome.Delivered : Failed(task, reply);
        }
        catch (CommandException e)
        {
            return new(Fate.Later, $"task {task} was not told: {e.Message}");
        }
        catch (OperationCanceledException)
        {
            return new(Fate.Later, $"task {task} was not told: {server.Target.Server} did not answer in time.");
        }
    }

    private Reply Ask(Request request, CancellationToken ct) => server.TrySendAsync(request with { Patience = Patience, IsShort = true }, ct).GetAwaiter().GetResult();

    private static Outcome Failed(string task, Reply reply) => new(
        // Credentials change, and quotas.
        reply.Status is >= 500 or 401 or 403 or 408 or 429 or (>= 300 and < 400) ? Fate.Later : Fate.Refused,
        $"task {task} was not told: the server answers {reply.Status} to its ping. Look at its address with 'tracker task show'.");
}
