using System.Globalization;
using Tracker.Protocol.Locks;

namespace Tracker.Server.Locks.Freezes;

/// <summary>A freeze window in a line, for the audit log and for those whom it refuses.</summary>
public static class FreezeWords
{
    public static string Summary(FreezeWindow w) => $"{w.Reason} (service {w.Service}, environment {w.Environment}, {When(w)})";

    /// <summary>When it is in force, as it was declared.</summary>
    public static string When(FreezeWindow w) => w.Cron.Length > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{w.Cron} {w.Zone} for {w.DurationSeconds} s")
        : $"{Utc(w.StartsAt)} to {Utc(w.EndsAt)}";

    private static string Utc(Google.Protobuf.WellKnownTypes.Timestamp at) =>
        at.ToDateTimeOffset().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
