using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Tracker.Tests.Locks.Proof;

/// <summary>
/// A small lock server as people write them, over the same API: two replicas that each keep their locks in memory. What it
/// shares or forgets is chosen by the test; correct it is only with one shared memory.
/// </summary>
internal sealed class BrokenLockServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Memory _memory;
    private readonly Fault _fault;

    private BrokenLockServer(Memory memory, Fault fault)
    {
        (_memory, _fault) = (memory, fault);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/api/v1alpha1/lock", TakeAsync);
        _app.MapPut("/api/v1alpha1/lock/{id}", Renew);
        _app.MapDelete("/api/v1alpha1/lock/{id}", Release);
        _app.MapGet("/api/v1alpha1/locks/list", List);
    }

    public enum Fault
    {
        None,

        /// <summary>Looks whether it is free, and takes it a moment later.</summary>
        LooksBeforeItTakes,

        /// <summary>Ends locks too early.</summary>
        EndsTooEarly,

        /// <summary>Gives every holder the same token.</summary>
        SameToken,

        /// <summary>Says yes to every release, whoever holds it.</summary>
        ReleasesAnything,

        /// <summary>Answers reads from what was so a second ago.</summary>
        ReadsStale,

        /// <summary>Refuses now and then although it is free.</summary>
        RefusesFree,
    }

    public Uri Address => new(_app.Urls.Single());

    public static async Task<BrokenLockServer> StartAsync(Memory memory, Fault fault)
    {
        var server = new BrokenLockServer(memory, fault);
        await server._app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task<IResult> TakeAsync(Wish wish)
    {
        var giveUp = Clock.Now + (wish.WaitSeconds * 1_000_000L);
        while (true)
        {
            if (_fault == Fault.LooksBeforeItTakes && _memory.IsFree) await Task.Delay(2);
            if (_memory.TryTake(wish, _fault) is { } held) return Results.Json(new { @lock = held });
            if (Clock.Now >= giveUp) return Results.Json(new { code = 6, message = "held" }, statusCode: 409);
            await Task.Delay(5);
        }
    }

    private IResult Release(string id) => _memory.Release(id) || _fault == Fault.ReleasesAnything ? Results.Json(new { id }) : Missing;

    private IResult Renew(string id, Wish wish) => _memory.Renew(id, wish.TtlSeconds) is { } held ? Results.Json(new { @lock = held }) : Missing;

    private IResult List() => Results.Json(new { locks = _memory.Read(_fault == Fault.ReadsStale ? 1_000_000 : 0) is { } held ? new[] { held } : [] });

    private static IResult Missing => Results.Json(new { code = 5, message = "no such lock" }, statusCode: 404);

    public sealed record Wish(string? Service, string? Environment, string? Resource, string? Who, uint TtlSeconds, uint WaitSeconds);

    public sealed record HeldLock(string Id, string Service, string Environment, string Resource, string Who, string Token, DateTimeOffset? ExpiresAt);

    /// <summary>One lock; its waiters are not served in order, which histories do not show.</summary>
    public sealed class Memory
    {
        private readonly Lock _gate = new();
        private readonly ConcurrentQueue<(long At, HeldLock? Held)> _past = [];
        private HeldLock? _held;
        private long _token;

        public bool IsFree => Current is null;

        private HeldLock? Current => _held?.ExpiresAt is { } end && Clock.Of(end) <= Clock.Now ? null : _held;

        public HeldLock? TryTake(Wish wish, Fault fault)
        {
            lock (_gate)
            {
                if (Current is not null && fault != Fault.LooksBeforeItTakes) return null;
                if (fault == Fault.RefusesFree && Random.Shared.Next(4) == 0) return null;
                var token = fault == Fault.SameToken ? 1 : ++_token;
                var (told, kept) = (End(wish.TtlSeconds), End(wish.TtlSeconds));
                if (fault == Fault.EndsTooEarly) kept = DateTimeOffset.UnixEpoch;
                var held = new HeldLock(Guid.NewGuid().ToString(), wish.Service!, wish.Environment!, wish.Resource!, wish.Who!, $"{token}", told);
                Set(held with { ExpiresAt = kept });
                return held;
            }
        }

        public bool Release(string id)
        {
            lock (_gate)
            {
                if (Current?.Id != id) return false;
                Set(null);
                return true;
            }
        }

        public HeldLock? Renew(string id, uint ttl)
        {
            lock (_gate)
            {
                if (Current?.Id != id) return null;
                Set(Current with { ExpiresAt = End(ttl) });
                return _held;
            }
        }

        public HeldLock? Read(long age)
        {
            lock (_gate) return age == 0 ? Current : _past.LastOrDefault(p => p.At <= Clock.Now - age).Held;
        }

        private void Set(HeldLock? held)
        {
            _held = held;
            _past.Enqueue((Clock.Now, held));
        }

        private static DateTimeOffset? End(uint ttl) => ttl == 0 ? null : TimeProvider.System.GetUtcNow().AddSeconds(ttl);
    }
}
