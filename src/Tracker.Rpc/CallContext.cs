using System.Net;
using Microsoft.AspNetCore.Http;

namespace Tracker.Rpc;

/// <summary>One call in progress, whichever transport brought it.</summary>
public sealed class CallContext : IDisposable
{
    private const int MaxIdempotencyKey = 255;
    private readonly CancellationTokenSource? _deadline;

    internal CallContext(HttpContext http, TimeSpan? timeout, TimeProvider time)
    {
        HttpContext = http;
        if (timeout is not { } span)
            return;
        Deadline = time.GetUtcNow() + span;
        _deadline = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        if (span > TimeSpan.Zero)
            Expiry = time.CreateTimer(static source => Expire((CancellationTokenSource)source!), _deadline, span, Timeout.InfiniteTimeSpan);
        else
            _deadline.Cancel();
    }

    public HttpContext HttpContext { get; }

    /// <summary>Cancelled when the caller goes away or its deadline passes.</summary>
    public CancellationToken Cancellation => _deadline?.Token ?? HttpContext.RequestAborted;

    /// <summary>When the caller stops waiting; null when it did not say.</summary>
    public DateTimeOffset? Deadline { get; }

    /// <summary>The caller's name for this request, by which a retry gets the first answer again.</summary>
    public string? IdempotencyKey => HttpContext.Request.Headers["idempotency-key"] is { Count: > 0 } values ? values[0] : null;

    public IPAddress? PeerAddress => HttpContext.Connection.RemoteIpAddress;

    internal bool HasDeadline => _deadline is not null;

    /// <summary>A token to read the request with: without a deadline the connection itself ends a read.</summary>
    internal CancellationToken DeadlineToken => _deadline?.Token ?? CancellationToken.None;

    internal bool DeadlinePassed => _deadline is { IsCancellationRequested: true } && !HttpContext.RequestAborted.IsCancellationRequested;

    /// <summary>The caller has its answer although the service has not ended yet.</summary>
    internal bool IsAnswered { get; set; }

    private ITimer? Expiry { get; }

    internal void CheckHeaders()
    {
        if (IdempotencyKey is { Length: > MaxIdempotencyKey })
            throw new RpcException(RpcCode.InvalidArgument, $"idempotency-key may have at most {MaxIdempotencyKey} characters.");
    }

    public void Dispose()
    {
        Expiry?.Dispose();
        _deadline?.Dispose();
    }

    private static void Expire(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The call ended while its timer was already firing.
        }
    }
}
