using System.Globalization;
using Tracker.Protocol.Catalogs;

namespace Tracker.Server.Catalog.Views;

/// <summary>What was promised, in short.</summary>
public static class EntrySla
{
    /// <summary><c>Critical · 99.95 %</c>, for a column.</summary>
    public static string Shortest(SLA? sla) => sla is null ? "" : Short(new SLA { Level = sla.Level, UptimePercentage = sla.UptimePercentage });

    /// <summary><c>Critical · 99.95 % · 200 ms</c>; empty when nothing was.</summary>
    public static string Short(SLA? sla) => sla is null ? "" : string.Join(" · ", new[]
    {
        CatalogWords.Of(sla.Level),
        sla.UptimePercentage is { } uptime ? uptime.ToString("0.####", CultureInfo.InvariantCulture) + " %" : "",
        sla.ResponseTimeMs is { } time ? time.ToString("#,0", CultureInfo.InvariantCulture) + " ms" : "",
    }.Where(text => text.Length > 0));
}
