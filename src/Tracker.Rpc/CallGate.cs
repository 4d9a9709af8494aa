namespace Tracker.Rpc;

/// <summary>Counts the calls in progress, so that a flood is refused at once instead of filling memory.</summary>
internal sealed class CallGate(int limit)
{
    private int _calls;

    public void Enter()
    {
        if (Interlocked.Increment(ref _calls) <= limit)
            return;
        Interlocked.Decrement(ref _calls);
        throw new RpcException(RpcCode.ResourceExhausted, $"The server is busy with {limit} calls; try again.") { HttpStatus = 503 };
    }

    public void Leave() => Interlocked.Decrement(ref _calls);
}
