using Tracker.Protocol.Locks;
using Tracker.Server.Catalog;
using Tracker.Server.Locks.Freezes;
using Tracker.Server.Operations;

namespace Tracker.Server.Feeds;

/// <summary>One time that a freeze window is in force.</summary>
public sealed record FreezeTime(FreezeWindow Window, FreezeSpan Span);

/// <summary>The times of freeze windows, one by one.</summary>
public sealed class FreezeTimes(FreezeWindows windows, EnvironmentNames environments)
{
    /// <summary>Of one window, however often it comes.</summary>
    private const int MaxOfOne = 200;

    private const string Any = "*";

    /// <summary>Those that are in force at some time between two instants, by when they begin.</summary>
    /// <param name="services">Only windows that cover one of these; empty means all.</param>
    /// <param name="inEnvironments">The same for environments.</param>
    /// <param name="most">The first so many.</param>
    public async Task<IReadOnlyList<FreezeTime>> BetweenAsync(
        IReadOnlyCollection<string> services, IReadOnlyCollection<EventEnvironment> inEnvironments, DateTimeOffset from, DateTimeOffset to, int most, CancellationToken ct)
    {
        var names = inEnvironments.Select(EnumNames.Of).ToHashSet();
        var covering = (await windows.AllAsync(ct)).Where(w => Covers(w.Service, services) && Covers(environments.Canonical(w.Environment), names));
        return
        [
            .. covering.SelectMany(w => FreezeSchedule.Of(w).From(from).TakeWhile(s => s.Start < to).Take(MaxOfOne).Where(s => s.End > from).Select(s => new FreezeTime(w, s)))
                .OrderBy(f => f.Span.Start).ThenBy(f => f.Window.Id, StringComparer.Ordinal).Take(most),
        ];
    }

    private static bool Covers(string covered, IReadOnlyCollection<string> asked) => asked.Count == 0 || covered == Any || asked.Contains(covered);
}
