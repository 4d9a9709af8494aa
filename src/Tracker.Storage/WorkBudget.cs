using System.Reflection;
using Microsoft.Extensions.Logging;

namespace Tracker.Storage;

/// <summary>
/// Watches how long works take. Everybody behind a slow one waits for it, so each is counted; the log names one every
/// ten seconds at most.
/// </summary>
internal sealed partial class WorkBudget(TimeProvider time, StorageMetrics metrics, ILogger log)
{
    public static readonly TimeSpan Request = TimeSpan.FromMilliseconds(5);

    public static readonly TimeSpan Maintenance = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan LogEvery = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private long _loggedAt;
    private int _unlogged;

    public void Check(TimeSpan took, TimeSpan budget, MethodInfo work)
    {
        if (took <= budget)
            return;
        metrics.OverBudget();
        int before;
        lock (_gate)
        {
            if (_loggedAt != 0 && time.GetElapsedTime(_loggedAt) < LogEvery)
            {
                _unlogged++;
                return;
            }
            _loggedAt = time.GetTimestamp();
            (before, _unlogged) = (_unlogged, 0);
        }
        LogOverBudget(log, $"{work.DeclaringType?.FullName}.{work.Name}", took.TotalMilliseconds, budget.TotalMilliseconds, before);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The write {Work} took {Milliseconds:F1} ms of {Budget} allowed; {Others} more since the last such line")]
    private static partial void LogOverBudget(ILogger log, string work, double milliseconds, double budget, int others);
}
