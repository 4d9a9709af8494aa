using Google.Protobuf.WellKnownTypes;
using Quartz;
using Tracker.Protocol.Locks;
using Tracker.Server.Catalog;
using Tracker.Server.Operations;

namespace Tracker.Server.Locks.Freezes;

/// <summary>What a freeze window must be.</summary>
public static class FreezeRules
{
    public const int MaxWindows = 1000;
    public const int LeastSeconds = 60;
    public const int MostSeconds = 31 * 24 * 60 * 60;

    /// <summary>Covers every service, or every environment.</summary>
    public const string Any = "*";

    /// <summary>The window as it is stored: what was left out filled in, names in their one spelling, microseconds.</summary>
    public static void Normalize(FreezeWindow w, EnvironmentNames environments)
    {
        w.Reason = w.Reason.Trim();
        w.Service = w.Service.Trim() is { Length: > 0 } service ? service : Any;
        w.Environment = environments.Canonical(w.Environment) is { Length: > 0 } environment ? environment : Any;
        w.Cron = w.Cron.Trim();
        w.Zone = w.Cron.Length == 0 ? "" : w.Zone.Trim() is { Length: > 0 } zone ? zone : "UTC";
        if (w.StartsAt is { Nanos: >= 0 } start) start.Nanos -= start.Nanos % 1000;
        if (w.EndsAt is { Nanos: >= 0 } end) end.Nanos -= end.Nanos % 1000;
    }

    /// <summary>Why this is not a window that may be stored; null when it is one.</summary>
    public static Failure? Check(FreezeWindow w, DateTimeOffset now)
    {
        if (w.Reason.Length == 0) return Failure.Invalid("reason is required.");
        return w.Cron.Length > 0 ? CheckRepeated(w, now) : CheckOnce(w);
    }

    private static Failure? CheckRepeated(FreezeWindow w, DateTimeOffset now)
    {
        if (w.StartsAt is not null) return Failure.Invalid("starts_at: a window has either cron and duration_seconds, or starts_at and ends_at.");
        if (w.EndsAt is not null) return Failure.Invalid("ends_at: a window has either cron and duration_seconds, or starts_at and ends_at.");
        if (!CronExpression.TryParse(w.Cron, CronFormat.Unix, out var cron))
        {
            return Failure.Invalid($"cron: \"{w.Cron}\" is not five fields as in a crontab: minute, hour, day of month, month, day of week, such as \"0 18 * * 5\".");
        }

        if (w.DurationSeconds is < LeastSeconds or > MostSeconds)
        {
            return Failure.Invalid($"duration_seconds may be from {LeastSeconds} to {MostSeconds} (31 days).");
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(w.Zone, out var zone))
        {
            return Failure.Invalid($"zone: \"{w.Zone}\" is not a time zone; it may be an IANA name such as Europe/Paris.");
        }

        return cron!.WithTimeZone(zone).GetNextValidTimeAfter(now) is null ? Failure.Invalid($"cron: \"{w.Cron}\" never comes.") : null;
    }

    private static Failure? CheckOnce(FreezeWindow w)
    {
        if (w.DurationSeconds != 0)
        {
            return Failure.Invalid(w.StartsAt is null && w.EndsAt is null
                ? "cron is required with duration_seconds."
                : "duration_seconds: a window has either cron and duration_seconds, or starts_at and ends_at.");
        }

        if (w.StartsAt is null && w.EndsAt is null) return Failure.Invalid("cron and duration_seconds are required, or starts_at and ends_at.");
        if (w.StartsAt is null) return Failure.Invalid("starts_at is required with ends_at.");
        if (w.EndsAt is null) return Failure.Invalid("ends_at is required with starts_at.");
        return CheckInstant("starts_at", w.StartsAt) ?? CheckInstant("ends_at", w.EndsAt)
            ?? (w.EndsAt.CompareTo(w.StartsAt) <= 0 ? Failure.Invalid("ends_at must be after starts_at.") : null);
    }

    /// <summary>Far from where calendars end, so that a duration can be added and taken away.</summary>
    public static Failure? CheckInstant(string field, Timestamp value) =>
        value.Nanos is >= 0 and < 1_000_000_000 && value.Seconds is >= Year1900 and < Year9000
            ? null
            : Failure.Invalid($"{field} must lie between the years 1900 and 9000, with nanos from 0 to 999999999.");

    private const long Year1900 = -2_208_988_800;
    private const long Year9000 = 221_845_392_000;
}
