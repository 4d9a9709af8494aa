using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Notifications.Rules;

/// <summary>
/// The rules in memory, so that a write nobody wants to be told of asks the store nothing. A copy is used only while it was
/// seen to be right less than half a second ago, else the write reads the rules itself; and who changes a rule answers no
/// sooner than every such copy, here or on another replica, is out of use. So a rule holds from its answer on, everywhere.
/// </summary>
internal sealed class RuleBook(IDatabase database)
{
    // By the machine's own clock, which no test turns: how old a memory is does not depend on the time of day.
    private static readonly TimeSpan Validity = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(20);

    private volatile Copy? _copy;

    /// <summary>Whom to tell, each channel once; false when that must be read from the store.</summary>
    public bool TryMatch(Alert alert, [NotNullWhen(true)] out IReadOnlyList<Addressee>? channels)
    {
        channels = _copy is { } copy && Stopwatch.GetElapsedTime(copy.SeenAt) < Validity ? Match(copy.Rules, alert) : null;
        return channels is not null;
    }

    /// <summary>The same as the write itself sees it.</summary>
    public static async ValueTask<IReadOnlyList<Addressee>> MatchAsync(IWrite write, Alert alert) => Match(await RuleStore.ActiveAsync(write), alert);

    /// <summary>Makes sure that the copy is right.</summary>
    public async Task RefreshAsync(CancellationToken ct)
    {
        var seenAt = Stopwatch.GetTimestamp();
        var revision = await RuleStore.RevisionAsync(database, ct);
        // What changes between the two readings is read again next time.
        var rules = _copy is { } copy && copy.Revision == revision ? copy.Rules : await RuleStore.ActiveAsync(database, ct);
        _copy = new(revision, rules, seenAt);
    }

    /// <summary>A write that changes what is sent where, unless it is refused: returns when that holds everywhere.</summary>
    public static async Task<Outcome<T>> ChangeAsync<T>(IDatabase database, Func<IWrite, ValueTask<Outcome<T>>> work, CancellationToken ct)
    {
        var outcome = await database.TryWriteAsync(
            async write =>
            {
                var done = await work(write);
                if (done.Failure is null) await RuleStore.ReviseAsync(write);
                return done;
            },
            ct);
        if (outcome.Failure is null) await SettleAsync();
        return outcome;
    }

    /// <summary>After a change that is committed: returns when it holds everywhere.</summary>
    public static Task SettleAsync() => Task.Delay(Validity + Margin, TimeProvider.System, CancellationToken.None);

    private static IReadOnlyList<Addressee> Match(List<ActiveRule> rules, Alert alert)
    {
        List<Addressee>? channels = null;
        foreach (var rule in rules)
        {
            if (rule.Fits(alert) && channels?.Contains(rule.Channel) != true) (channels ??= []).Add(rule.Channel);
        }

        return channels ?? (IReadOnlyList<Addressee>)[];
    }

    private sealed record Copy(long Revision, List<ActiveRule> Rules, long SeenAt);
}
