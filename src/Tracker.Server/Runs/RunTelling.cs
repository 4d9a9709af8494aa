using System.Globalization;
using System.Text.Json;
using Tracker.Server.Activity;
using Tracker.Server.Notifications;
using Tracker.Storage;

namespace Tracker.Server.Runs;

/// <summary>Tells of runs in the activity feed and the change feed, and of those that went wrong to whom a rule names.</summary>
public sealed class RunTelling(Alerts alerts)
{
    /// <summary>The feed's topic for runs that begin, end or go.</summary>
    public const string Topic = "runs";

    /// <summary>The feed's topic for samples.</summary>
    public const string UsageTopic = "usage";

    public static string Key(long id) => id.ToString(CultureInfo.InvariantCulture);

    internal ValueTask BegunAsync(IWrite write, Run run, DateTimeOffset now) => TellAsync(write, EntryOf(run, now, "begun", Severity.Info, "began"));

    internal ValueTask ResumedAsync(IWrite write, Run run, DateTimeOffset now) =>
        TellAsync(write, EntryOf(run, now, "resumed", Severity.Good, "is heard of again"));

    internal ValueTask EndedAsync(IWrite write, Run run, DateTimeOffset now)
    {
        var took = string.Create(CultureInfo.InvariantCulture, $"after {run.Duration(now).TotalSeconds:0.#} s");
        return run.Report.ExitCode is { } code and not 0
            ? TellAsync(write, EntryOf(run, now, "failure", Severity.Bad, string.Create(CultureInfo.InvariantCulture, $"failed {took} with exit code {code}")), alarm: true)
            : TellAsync(write, EntryOf(run, now, "ended", run.Report.ExitCode is 0 ? Severity.Good : Severity.Info, "ended " + took));
    }

    internal ValueTask LostAsync(IWrite write, Run run, DateTimeOffset now) =>
        TellAsync(write, EntryOf(run, now, "lost", Severity.Warning, "is lost: no sample comes any more"), alarm: true);

    internal static ValueTask ChangedAsync(IWrite write, long id) => write.ChangedAsync(Topic, Key(id));

    private async ValueTask TellAsync(IWrite write, ActivityEntry entry, bool alarm = false)
    {
        await ActivityLog.AppendAsync(write, entry);
        if (alarm) await alerts.RaiseAsync(write, Alert.Of(entry));
        await write.ChangedAsync(Topic, entry.Subject);
    }

    private static ActivityEntry EntryOf(Run run, DateTimeOffset at, string kind, Severity severity, string words) =>
        new(at, "runs", "run." + kind, Key(run.Id), severity, $"{run.Name} {words}", $"/runs/{Key(run.Id)}")
        {
            Service = run.Service,
            Environment = run.Environment,
            Host = run.Host,
            Tags = run.Tags.Count == 0 ? null : JsonSerializer.Serialize(run.Tags),
            VisibleTo = run.Owner,
        };
}
