using System.Collections.Concurrent;
using Google.Protobuf.Reflection;
using Microsoft.Extensions.Hosting;
using Tracker.Protocol.Health;
using ServingStatus = Tracker.Protocol.Health.HealthCheckResponse.Types.ServingStatus;

namespace Tracker.Rpc;

/// <summary>
/// The standard health service. The empty name is the whole server. When the application stops, everything is NOT_SERVING
/// and watches end, so that load balancers look elsewhere while the last calls finish.
/// </summary>
public sealed class HealthService : IDisposable
{
    private readonly ConcurrentDictionary<string, ServingStatus> _statuses = new() { [""] = ServingStatus.Serving };
    private readonly CancellationTokenRegistration _stopping;
    private volatile TaskCompletionSource _changed = NewSignal();
    private volatile bool _stopped;

    public HealthService(IHostApplicationLifetime lifetime) => _stopping = lifetime.ApplicationStopping.Register(Stop);

    public static ServiceDescriptor Descriptor => HealthReflection.Descriptor.Services[0];

    public static IReadOnlyList<RpcMethod> Methods { get; } = RpcMethod.Bind<HealthService>(Descriptor);

    public void Set(string service, ServingStatus status)
    {
        _statuses[service] = status;
        Signal();
    }

    /// <summary>Makes everything NOT_SERVING, for good.</summary>
    public void Stop()
    {
        _stopped = true;
        Signal();
    }

    public Task<HealthCheckResponse> Check(HealthCheckRequest request, CallContext call) => Status(request.Service) is { } status
        ? Task.FromResult(new HealthCheckResponse { Status = status })
        : throw new RpcException(RpcCode.NotFound, $"There is no service '{request.Service}'.");

    public async IAsyncEnumerable<HealthCheckResponse> Watch(HealthCheckRequest request, CallContext call)
    {
        ServingStatus? last = null;
        while (true)
        {
            // Taken before the status is read: a change in between then ends the wait at once.
            var changed = _changed.Task;
            var ending = _stopped;
            var status = Status(request.Service) ?? ServingStatus.ServiceUnknown;
            if (status != last)
                yield return new HealthCheckResponse { Status = status };
            if (ending)
                yield break;
            last = status;
            await changed.WaitAsync(call.Cancellation);
        }
    }

    public void Dispose() => _stopping.Dispose();

    private ServingStatus? Status(string service)
    {
        if (!_statuses.TryGetValue(service, out var status))
            return null;
        return _stopped ? ServingStatus.NotServing : status;
    }

    private void Signal() => Interlocked.Exchange(ref _changed, NewSignal()).SetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
