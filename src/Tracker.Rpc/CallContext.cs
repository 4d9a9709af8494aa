using System.Net;
using Microsoft.AspNetCore.Http;

namespace Tracker.Rpc;

/// <summary>One call in progress, whichever transport brought it.</summary>
public sealed class CallContext : IDisposable
{
    private const int MaxIdempotencyKey = 255;
    private readonly CancellationTokenSource? _ending;
    private readonly CancellationToken _stopping;
    private readonly ITimer? _timer;
    private volatile bool _late;

    /// <param name="stopping">Ends calls that would else outlive the server; none for those that end by themselves.</param>
    internal CallContext(HttpContext http, TimeSpan? timeout, TimeProvider time, CancellationToken stopping = default)
    {
        HttpContext = http;
        _stopping = stopping;
        if (timeout is null && !stopping.CanBeCanceled)
            return;
        _ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        if (timeout is not { } span)
            return;
        Deadline = time.GetUtcNow() + span;
        if (span > TimeSpan.Zero)
            _timer = time.CreateTimer(static call => ((CallContext)call!).Expire(), this, span, Timeout.InfiniteTimeSpan);
        else
            Expire();
    }

    public HttpContext HttpContext { get; }

    /// <summary>Cancelled when the caller goes away or its deadline passes.</summary>
    public CancellationToken Cancellation => _ending?.Token ?? HttpContext.RequestAborted;

    /// <summary>When the caller stops waiting; null when it did not say.</summary>
    public DateTimeOffset? Deadline { get; }

    /// <summary>The caller's name for this request, by which a retry gets the first answer again.</summary>
    public string? IdempotencyKey => HttpContext.Request.Headers["idempotency-key"] is { Count: > 0 } values ? values[0] : null;

    public IPAddress? PeerAddress => HttpContext.Connection.RemoteIpAddress;

    /// <summary>Whether the call may have to be answered before its service ends.</summary>
    internal bool MayEndEarly => _ending is not null;

    /// <summary>A token to read the request with: where nothing ends the call early, the connection itself ends a read.</summary>
    internal CancellationToken EndingToken => _ending?.Token ?? CancellationToken.None;

    /// <summary>The deadline has passed.</summary>
    internal bool IsLate => _late;

    internal bool IsStopped => _stopping.IsCancellationRequested;

    /// <summary>The caller has its answer although the service has not ended yet.</summary>
    internal bool IsAnswered { get; set; }

    internal void CheckHeaders()
    {
        if (IdempotencyKey is { Length: > MaxIdempotencyKey })
            throw new RpcException(RpcCode.InvalidArgument, $"idempotency-key may have at most {MaxIdempotencyKey} characters.");
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _ending?.Dispose();
    }

    private void Expire()
    {
        try
        {
            _late = true;
            _ending!.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The call ended while its timer was already firing.
        }
    }
}
