using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Notifications.Deliveries;

/// <summary>What was sent, what waits, what was given up, with every attempt.</summary>
internal sealed class DeliveryLog(IDatabase database, Outbox outbox, DeliverySignal signal, TimeProvider clock)
{
    public const int MostAttempts = 100;

    public Task<List<DeliveryEntry>> ListAsync(OutboxState? state, int limit, long before, CancellationToken ct) =>
        DeliveryStore.ListAsync(database, state, limit, before, ct);

    public Task<List<DeliveryEntry>> AboutAsync(string subject, int limit, long before, CancellationToken ct) =>
        DeliveryStore.AboutAsync(database, subject, limit, before, ct);

    public async Task<Outcome<(DeliveryEntry Delivery, IReadOnlyList<OutboxAttempt> Attempts)>> FindAsync(Guid id, CancellationToken ct) =>
        await DeliveryStore.FindAsync(database, id, ct) is { } delivery ? (delivery, await outbox.AttemptsAsync(id, MostAttempts, ct: ct)) : NotFound(id);

    /// <summary>Sends what was given up once more, under the same id.</summary>
    public Task<Outcome<Guid>> RetryAsync(Guid id, Caller caller, CancellationToken ct) => database.TryWriteAsync<Guid>(
        async write =>
        {
            if (!await Outbox.ReviveAsync(write, id)) return new Failure(RpcCode.FailedPrecondition, $"There is no delivery {id} that was given up.");
            await AuditLog.AppendAsync(write, new(clock.GetUtcNow(), caller.Principal.Name, caller.Address, "delivery.retry", id.ToString(), ""));
            write.OnCommitted(signal.Set);
            return id;
        },
        ct);

    private static Failure NotFound(Guid id) => Failure.NotFound($"There is no delivery {id}.");
}
