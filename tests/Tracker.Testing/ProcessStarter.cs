using System.Collections.Concurrent;
using System.Diagnostics;

namespace Tracker.Testing;

/// <summary>
/// Starts processes from one thread that lives as long as the tests do. The kernel sends a child its parent-death signal
/// when the <em>thread</em> that started it ends: started from the thread pool, children die whenever the pool retires a
/// thread.
/// </summary>
internal static class ProcessStarter
{
    private static readonly BlockingCollection<(Process Process, TaskCompletionSource Started)> Queue = Run();

    public static void Start(Process process)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Queue.Add((process, started));
        started.Task.GetAwaiter().GetResult();
    }

    private static BlockingCollection<(Process, TaskCompletionSource)> Run()
    {
        var queue = new BlockingCollection<(Process Process, TaskCompletionSource Started)>(boundedCapacity: 1000);
        new Thread(() =>
        {
            foreach (var (process, started) in queue.GetConsumingEnumerable())
            {
                try
                {
                    process.Start();
                    started.SetResult();
                }
                catch (Exception e)
                {
                    started.SetException(e);
                }
            }
        })
        { IsBackground = true, Name = "process starter" }.Start();
        return queue;
    }
}
