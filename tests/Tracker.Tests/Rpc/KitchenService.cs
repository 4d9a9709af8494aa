using Google.Protobuf.WellKnownTypes;
using Tracker.Rpc;
using Tracker.Tests.Rpc.Kitchen;

namespace Tracker.Tests.Rpc;

/// <summary>The service behind the tests of the RPC layer.</summary>
public sealed class KitchenService
{
    private int _cancelled;

    public int Cancelled => Volatile.Read(ref _cancelled);

    public Task<Dish> Echo(Dish request, CallContext call) => Task.FromResult(request);

    public Task<GetDishRequest> GetDish(GetDishRequest request, CallContext call) => Task.FromResult(request);

    public Task<PatchDishRequest> PatchDish(PatchDishRequest request, CallContext call) => Task.FromResult(request);

    public Task<Dish> Fail(FailRequest request, CallContext call) => throw request.Code switch
    {
        < 0 => new InvalidOperationException("The secret of the house."),
        100 => new TimeZoneNotFoundException("mapped"),
        _ => new RpcException((RpcCode)request.Code, request.Text) { HttpStatus = request.HttpStatus == 0 ? null : request.HttpStatus },
    };

    public async Task<Counted> Sleep(SleepRequest request, CallContext call)
    {
        try
        {
            await Task.Delay(request.Milliseconds, request.Stubborn ? CancellationToken.None : call.Cancellation);
        }
        finally
        {
            if (call.Cancellation.IsCancellationRequested)
                Interlocked.Increment(ref _cancelled);
        }
        return new Counted { Cancelled = Cancelled };
    }

    public async IAsyncEnumerable<Counted> Count(CountRequest request, CallContext call)
    {
        try
        {
            for (var i = 0; i < request.Count; i++)
            {
                yield return new Counted { Number = i, Cancelled = Cancelled, Padding = new string('x', request.Padding) };
                if (request.PauseMilliseconds > 0)
                    await Task.Delay(request.PauseMilliseconds, call.Cancellation);
            }
            if (request.Fail)
                throw new RpcException(RpcCode.DataLoss, "Nothing left.");
        }
        finally
        {
            if (call.Cancellation.IsCancellationRequested)
                Interlocked.Increment(ref _cancelled);
        }
    }

    public async Task<Counted> Sum(IAsyncEnumerable<Counted> requests, CallContext call)
    {
        var sum = new Counted();
        await foreach (var request in requests)
            sum.Number += request.Number;
        return sum;
    }

    public async IAsyncEnumerable<Dish> Chat(IAsyncEnumerable<Dish> requests, CallContext call)
    {
        await foreach (var request in requests.WithCancellation(call.Cancellation))
            yield return request;
    }

    public Task<ContextResponse> Context(CountRequest request, CallContext call) => Task.FromResult(new ContextResponse
    {
        IdempotencyKey = call.IdempotencyKey ?? "",
        PeerAddress = call.PeerAddress?.ToString() ?? "",
        Deadline = call.Deadline is { } deadline ? Timestamp.FromDateTimeOffset(deadline) : null,
        UserAgent = call.HttpContext.Request.Headers.UserAgent.ToString(),
    });
}
