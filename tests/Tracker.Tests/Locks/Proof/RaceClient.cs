using System.Collections.Concurrent;

namespace Tracker.Tests.Locks.Proof;

/// <summary>What a client does with the lock once it has it.</summary>
internal enum Manner
{
    Releases,
    RenewsAndReleases,

    /// <summary>Is never heard of again.</summary>
    Vanishes,

    /// <summary>Sleeps past its time and writes then, as one that was suspended.</summary>
    Oversleeps,
}

/// <param name="Key">Asks again under the same idempotency key until there is an answer; without, one attempt is all.</param>
internal sealed record RacePlan(Scope Scope, int Server, uint Ttl, uint Wait, bool Key, Manner Manner, TimeSpan Hold);

/// <summary>One of those who race: takes the lock, writes to what it protects, gives it back; and writes down all that it is told.</summary>
internal sealed class RaceClient(LockCaller caller, FencedRegister register, ConcurrentQueue<LockOperation> history)
{
    // A server that was killed keeps the places of its waiters for ten seconds.
    private const long PlaceIsKept = 15_000_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public async Task RunAsync(string who, RacePlan plan)
    {
        if (await TakeAsync(who, plan) is not { } held) return;
        switch (plan.Manner)
        {
            case Manner.Vanishes:
                return;
            case Manner.Oversleeps:
                await SleepUntilAsync(held.ExpiresAt + 20_000);
                register.Enter(held);
                register.Leave(held);
                break;
            default:
                if (Clock.Now >= held.ExpiresAt) break;
                var written = register.Enter(held);
                if (!written) register.Violations.Enqueue($"{held} was refused by the register while it held the lock.");
                await Task.Delay(plan.Hold);
                if (plan.Manner == Manner.RenewsAndReleases) await RenewAsync(held, plan);
                register.Leave(held);
                break;
        }
        await ReleaseAsync(held, plan);
    }

    public async Task ReadAsync(string who, Scope scope, int server)
    {
        var asked = Clock.Now;
        var reply = await caller.ReadAsync(server, scope);
        if (reply.IsUnknown) return;
        Expect(reply.IsDone, who, reply);
        var seen = reply.Body["locks"]!.AsArray().Select(l => l!.AsObject())
            .FirstOrDefault(l => ((string)l["service"]!, (string)l["environment"]!, (string)l["resource"]!) == (scope.Service, scope.Environment, scope.Resource));
        history.Enqueue(new LockOperation
        {
            Kind = OperationKind.Read,
            Scope = scope,
            Who = who,
            Answer = seen is null ? Answer.Gone : Answer.Done,
            LockId = seen is null ? "" : Reply.IdOf(seen),
            Token = seen is null ? 0 : Reply.TokenOf(seen),
            Invoked = asked,
            Returned = Clock.Now,
        });
    }

    private async Task<LockOperation?> TakeAsync(string who, RacePlan plan)
    {
        var asked = Clock.Now;
        var operation = new LockOperation { Kind = OperationKind.Take, Scope = plan.Scope, Who = who, Answer = Answer.Unknown, Invoked = asked, Ttl = plan.Ttl * 1_000_000L, Wait = plan.Wait * 1_000_000L };
        var key = plan.Key ? who : null;
        for (var server = plan.Server; ; server++)
        {
            var reply = await caller.TakeAsync(server, plan.Scope, who, plan.Ttl, plan.Wait, key);
            var answered = Clock.Now;
            if (reply.IsUnknown && plan.Key && answered - asked < Patience.TotalMicroseconds)
            {
                await Task.Delay(Pause);
                continue;
            }
            Expect(!reply.IsUnknown || !plan.Key, who, reply);
            if (reply.IsUnknown || reply.IsLost)
            {
                history.Enqueue(operation with { QueuedUntil = plan.Wait == 0 ? 0 : answered + PlaceIsKept });
                return null;
            }
            Expect(reply.IsDone || reply.IsHeld, who, reply);
            operation = operation with { Returned = answered, QueuedUntil = plan.Wait == 0 ? 0 : answered, Answer = reply.IsDone ? Answer.Done : Answer.Refused };
            if (reply.Lock is { } held)
                operation = operation with { LockId = Reply.IdOf(held), Token = Reply.TokenOf(held), ExpiresAt = Reply.EndOf(held) };
            history.Enqueue(operation);
            return operation.Answer == Answer.Done ? operation : null;
        }
    }

    private async Task RenewAsync(LockOperation held, RacePlan plan)
    {
        var asked = Clock.Now;
        var reply = await caller.RenewAsync(plan.Server, held.LockId, plan.Ttl);
        Expect(reply.IsUnknown || reply.IsDone || reply.IsGone, held.Who, reply);
        var operation = Of(OperationKind.Renew, held, asked, reply);
        history.Enqueue(reply.Lock is { } renewed ? operation with { ExpiresAt = Reply.EndOf(renewed) } : operation);
    }

    private async Task ReleaseAsync(LockOperation held, RacePlan plan)
    {
        for (var (server, began) = (plan.Server, Clock.Now); ; server++)
        {
            var asked = Clock.Now;
            var reply = await caller.ReleaseAsync(server, held.LockId);
            Expect(reply.IsUnknown || reply.IsDone || reply.IsGone, held.Who, reply);
            history.Enqueue(Of(OperationKind.Release, held, asked, reply));
            if (!reply.IsUnknown) return;
            Expect(asked - began < Patience.TotalMicroseconds, held.Who, reply);
            await Task.Delay(Pause);
        }
    }

    private static LockOperation Of(OperationKind kind, LockOperation held, long asked, Reply reply) => new()
    {
        Kind = kind,
        Scope = held.Scope,
        Who = held.Who,
        LockId = held.LockId,
        Ttl = held.Ttl,
        Invoked = asked,
        Returned = reply.IsUnknown ? LockOperation.Never : Clock.Now,
        Answer = reply.IsUnknown ? Answer.Unknown : reply.IsDone ? Answer.Done : Answer.Gone,
    };

    private static async Task SleepUntilAsync(long instant)
    {
        while (Clock.Now < instant) await Task.Delay(TimeSpan.FromMicroseconds(Math.Max(1_000, instant - Clock.Now)));
    }

    private static void Expect(bool fine, string who, Reply reply)
    {
        if (!fine) throw new InvalidOperationException($"{who} was answered {reply}");
    }
}
