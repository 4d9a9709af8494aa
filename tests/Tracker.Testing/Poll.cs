using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Tracker.Testing;

/// <summary>Waits for something to become true, with a deadline, instead of sleeping and hoping.</summary>
public static class Poll
{
    public static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(15);

    public static Task UntilAsync(
        Func<bool> condition,
        TimeSpan? timeout = null,
        CancellationToken ct = default,
        [CallerArgumentExpression(nameof(condition))] string? what = null) =>
        UntilAsync(() => Task.FromResult(condition()), timeout, ct, what);

    public static Task UntilAsync(
        Func<Task<bool>> condition,
        TimeSpan? timeout = null,
        CancellationToken ct = default,
        [CallerArgumentExpression(nameof(condition))] string? what = null) =>
        ForAsync(async () => await condition() ? "" : null, timeout, ct, what);

    /// <summary>The first value that is not null. Assertions and HTTP errors count as "not yet"; the last one is shown at the deadline.</summary>
    public static async Task<T> ForAsync<T>(
        Func<Task<T?>> read,
        TimeSpan? timeout = null,
        CancellationToken ct = default,
        [CallerArgumentExpression(nameof(read))] string? what = null)
        where T : class
    {
        var limit = timeout ?? DefaultTimeout;
        var clock = Stopwatch.StartNew();
        var pause = TimeSpan.FromMilliseconds(2);
        Exception? last = null;
        while (true)
        {
            try
            {
                if (await read() is { } value)
                {
                    return value;
                }
                last = null;
            }
            catch (Exception e) when (e is HttpRequestException or IOException || e.GetType().Namespace?.StartsWith("Xunit", StringComparison.Ordinal) == true)
            {
                last = e;
            }
            if (clock.Elapsed > limit)
            {
                throw new TimeoutException($"Not within {limit.TotalSeconds:0.#} s: {what}", last);
            }
            await Task.Delay(pause, ct);
            pause = TimeSpan.FromMilliseconds(Math.Min(100, pause.TotalMilliseconds * 1.5));
        }
    }
}
