using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tracker.Cli.Connect;
using Tracker.Cli.Locks;

namespace Tracker.Cli.Runs.Joined;

/// <summary>A lock that is held while the command runs, and renewed. Without it the command does not start.</summary>
internal sealed class HeldLock(ServerConnection server, string id, string token, bool isOfEvent) : IDisposable
{
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ReleasePatience = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _released = new();

    /// <summary>Grows with each holder: whoever is written to can refuse a smaller one.</summary>
    public string Token => token;

    public static HeldLock Acquire(ServerConnection server, Subject subject, string who, string reason, TimeSpan ttl, TimeSpan wait, CancellationToken ct)
    {
        var request = new Request(HttpMethod.Post, "api/v1alpha1/lock")
        {
            Body = new JsonObject
            {
                ["service"] = subject.Service,
                ["environment"] = subject.Environment,
                ["resource"] = subject.Resource,
                ["who"] = who,
                ["reason"] = reason,
                ["ttlSeconds"] = (long)ttl.TotalSeconds,
                ["waitSeconds"] = (long)wait.TotalSeconds,
            },
            IdempotencyKey = Guid.NewGuid().ToString(),
            Patience = wait + AnswerPatience,
            IsShort = true,
            Conflict = "Wait for it with --lock-wait, such as --lock-wait 10m.",
        };
        return Of(server, server.JsonAsync(request, ct).GetAwaiter().GetResult().GetProperty("lock"), isOfEvent: false);
    }

    /// <summary>The lock that a deployment took by itself; null when it took none.</summary>
    public static HeldLock? OfEvent(ServerConnection server, Subject subject, string eventId, CancellationToken ct)
    {
        var path = new ApiPath("api/v1alpha1/locks/list").With("service", subject.Service).With("resource", subject.Resource);
        var locks = server.GetAsync(path.ToString(), ct).GetAwaiter().GetResult().GetProperty("locks");
        foreach (var held in locks.EnumerateArray())
        {
            if (held.GetProperty("eventId").GetString() == eventId) return Of(server, held, isOfEvent: true);
        }
        return null;
    }

    /// <summary>Keeps it alive, and tells when that has failed.</summary>
    public void Keep(TimeSpan ttl, Action<string> lost) => _ = Task.Run(async () =>
    {
        try
        {
            lost(await new LockRenewal(server, id, ttl).UntilLostAsync(_released.Token));
        }
        catch (OperationCanceledException)
        {
            // It was given back.
        }
    });

    /// <summary>Gives it back; returns what there is to warn of.</summary>
    public string? Release()
    {
        _released.Cancel();
        // The end of its event releases it.
        if (isOfEvent) return null;
        try
        {
            var reply = server.TrySendAsync(new Request(HttpMethod.Delete, "api/v1alpha1/lock/" + ApiPath.Part(id)) { Patience = ReleasePatience, IsShort = true }, CancellationToken.None).GetAwaiter().GetResult();
            return reply.IsDone || reply.Status == 404 ? null : $"the lock was not given back and ends by itself: {Refusal.Of(reply, server.Target).Message}";
        }
        catch (CommandException e)
        {
            return $"the lock was not given back and ends by itself: {e.Message}";
        }
    }

    public void Dispose() => _released.Dispose();

    private static HeldLock Of(ServerConnection server, JsonElement held, bool isOfEvent)
    {
        // 64-bit numbers are texts in this JSON.
        var token = held.GetProperty("token");
        return new(
            server, held.GetProperty("id").GetString()!,
            token.ValueKind == JsonValueKind.String ? token.GetString()! : token.GetInt64().ToString(CultureInfo.InvariantCulture), isOfEvent);
    }
}
