using System.Net.Http.Headers;
using System.Security.Cryptography;
using Tracker.Server.Operations;
using Tracker.Server.Operations.Outbound;
using Tracker.Server.Timelines.Ingest;
using Tracker.Storage;

namespace Tracker.Server.Timelines.Agents.Polling;

/// <summary>
/// Fetches the messages of agents, on one replica, from each of them at the same time. How far a spool is stored is noted
/// after its messages are, and told the agent with the next question; whatever fails in between is asked for again.
/// </summary>
internal sealed class AgentPoller(
    IDatabase database, AgentService agents, LeaseStore leases, OutboundClient http, TimelineIngest ingest, TimeProvider clock, ILogger<AgentPoller> log) : BackgroundService
{
    private const string LeaseName = "timeline-agents";
    private const int MostBytes = 2 << 20;
    private const int WaitSeconds = 20;

    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(WaitSeconds + 10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly string _holder = $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid():N}";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // A server without agents has nothing to take turns about.
                if ((await agents.ListAsync(stoppingToken)).Count > 0 && await leases.TryAcquireAsync(LeaseName, _holder, LeaseTime, stoppingToken) is { } lease) await FollowAllAsync(lease, stoppingToken);
                await Task.Delay(Look, clock, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogWarning(e, "Agents cannot be asked for their messages now; the next try is in some seconds");
                await Task.Delay(Look, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>As long as this replica has the lease.</summary>
    private async Task FollowAllAsync(Lease lease, CancellationToken stopping)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var followed = new Dictionary<Guid, (CancellationTokenSource Stop, Task Task)>();
        try
        {
            while (await leases.RenewAsync(lease, LeaseTime, stopping) is { } renewed)
            {
                lease = renewed;
                var known = (await agents.ListAsync(stopping)).ToDictionary(a => a.Id);
                foreach (var gone in followed.Keys.Except(known.Keys).ToList())
                {
                    await followed[gone].Stop.CancelAsync();
                    followed.Remove(gone);
                }

                foreach (var (id, agent) in known)
                {
                    if (followed.ContainsKey(id)) continue;
                    var stop = CancellationTokenSource.CreateLinkedTokenSource(over.Token);
                    followed[id] = (stop, FollowAsync(agent, stop.Token));
                }

                await Task.Delay(Look, clock, stopping);
            }
        }
        finally
        {
            await over.CancelAsync();
            await Task.WhenAll(followed.Values.Select(f => f.Task)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await leases.ReleaseAsync(lease, CancellationToken.None);
        }
    }

    private async Task FollowAsync(Agent agent, CancellationToken ct)
    {
        var (spool, acknowledged, pause, wasNoted) = (agent.Spool, agent.Acknowledged, FirstPause, false);
        while (!ct.IsCancellationRequested)
        {
            string error;
            try
            {
                if (!(await AskAsync(agent, spool, acknowledged, ct)).TryGet(out var batch, out var failure)) error = failure.Message;
                else if (batch.Messages.Count > 0 && (await ingest.TakeAsync(batch.Messages, alone: false, ct)).Failure is { } full) error = full.Message;
                else
                {
                    // What waits for long is noted, too: that the agent is there.
                    (spool, acknowledged, pause, wasNoted) = (batch.Spool, batch.Last, FirstPause, false);
                    await database.WriteAsync(
                        async write =>
                        {
                            await AgentStore.SeenAsync(write, agent, batch.Spool, batch.Last, batch.Messages.Count, clock.GetUtcNow());
                            return true;
                        },
                        ct);
                    continue;
                }
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (CryptographicException)
            {
                error = "Its key was sealed with another TRACKER_SECRET_KEY; delete the agent and add it again.";
            }
            catch (Exception e)
            {
                error = e.Message;
            }

            if (!wasNoted) log.LogWarning("The agent {Agent} at {Url} does not hand out its messages: {Error}", agent.Name, agent.Url, error);
            wasNoted = wasNoted || await NoteAsync(agent, error, ct);
            await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), clock, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task<Outcome<SpooledBatch>> AskAsync(Agent agent, Guid? spool, long acknowledged, CancellationToken ct)
    {
        var key = agents.KeyOf(agent);
        var answer = await http.SendAsync(
            new Uri($"{agent.Url}/outbox?of={spool ?? Guid.Empty}&after={acknowledged}&wait={WaitSeconds}"),
            url => new(HttpMethod.Get, url) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", key) } },
            MostBytes, Patience, ct);
        return !answer.IsSuccess ? Failure.Invalid($"It answered {answer.Status}.")
            : answer.IsCut ? Failure.Invalid($"It answered more than {MostBytes} bytes.")
            : SpooledBatch.Read(answer.Body);
    }

    private async Task<bool> NoteAsync(Agent agent, string error, CancellationToken ct)
    {
        try
        {
            return await database.WriteAsync(
                async write =>
                {
                    await AgentStore.FailedAsync(write, agent, error.Length <= 500 ? error : error[..500]);
                    return true;
                },
                ct);
        }
        catch (Exception e) when (e is StorageUnavailableException or OperationCanceledException)
        {
            return false;
        }
    }
}
