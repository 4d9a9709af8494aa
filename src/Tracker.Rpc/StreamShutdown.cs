using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Tracker.Rpc;

/// <summary>Streams may go on for days; a server that stops ends them, so that it can exit in time.</summary>
internal static class StreamShutdown
{
    /// <summary>A token cancelled a grace after the application began to stop.</summary>
    public static CancellationToken Token(IServiceProvider services, RpcOptions options)
    {
        // Lives as long as the application, which disposes of nothing that endpoints hold.
        var ending = new CancellationTokenSource();
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(() => ending.CancelAfter(options.StreamGrace));
        return ending.Token;
    }
}
