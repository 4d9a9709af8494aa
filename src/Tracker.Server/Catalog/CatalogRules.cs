using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Catalogs;
using Tracker.Rpc;
using Tracker.Server.Operations;

namespace Tracker.Server.Catalog;

/// <summary>What an entry must be.</summary>
public static class CatalogRules
{
    public const int MaxName = 200;

    /// <summary>The kinds of entries that others use in some version.</summary>
    public static readonly IReadOnlyList<CatalogType> Deliverables = [CatalogType.Module, CatalogType.Chart, CatalogType.Package, CatalogType.Container];

    private static readonly MessageLimits Limits = MessageLimits.Of(CreateUpdateCatalogRequest.Descriptor);
    private static readonly MessageLimits VersionLimits = MessageLimits.Of(UpdateVersionsRequest.Descriptor);

    /// <summary>Why this is not an entry that may be stored; null when it is one.</summary>
    public static Failure? Check(CatalogEntry e) =>
        CheckName("name", e.Name)
        ?? EnumNames.Check("type", e.Type)
        ?? EnumNames.Check("languages", e.Languages)
        ?? EnumNames.Check("platform", e.Platform)
        ?? CheckNames("dependencies_in", e.DependenciesIn)
        ?? CheckNames("dependencies_out", e.DependenciesOut)
        ?? (e.Sla is { } sla ? Check(sla) : null)
        ?? First(e.UsedDeliverables, "used_deliverables", (d, at) => CheckName(at + ".name", d.Name) ?? EnumNames.Check(at + ".type", d.Type))
        ?? First(e.CommunicationChannels, "communication_channels", (c, at) => EnumNames.Check(at + ".type", c.Type))
        ?? First(e.DashboardLinks, "dashboard_links", (l, at) => EnumNames.Check(at + ".type", l.Type))
        ?? First(e.InfrastructureResources, "infrastructure_resources", (r, at) => EnumNames.Check(at + ".type", r.Type))
        ?? (e.VulnerabilitySummary is { } found ? Check(found) : null);

    /// <summary>The lengths and numbers that requests are held to, for what did not come as a request.</summary>
    public static Failure? CheckLimits(CatalogEntry e) =>
        (Limits.Find(CatalogRequests.PutOf(e)) ?? VersionLimits.Find(CatalogRequests.VersionsOf(e))) is { } wrong ? Failure.Invalid(wrong) : null;

    public static Failure? CheckName(string field, string name)
    {
        if (string.IsNullOrWhiteSpace(name)) return Failure.Invalid($"{field} is required.");
        if (name.Length > MaxName) return Failure.Invalid($"{field} may have at most {MaxName} characters.");
        return name.Any(IsUnprintable) ? Failure.Invalid($"{field} may hold any printable characters, but no control characters.") : null;
    }

    private static bool IsUnprintable(char c) =>
        CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    public static Failure? CheckNames(string field, IList<string> names) => First(names, field, (name, at) => CheckName(at, name));

    private static Failure? Check(SLA sla) =>
        EnumNames.Check("sla.level", sla.Level)
        ?? (sla.UptimePercentage is not { } uptime || uptime is >= 0 and <= 100
            ? null
            : Failure.Invalid("sla.uptime_percentage must be from 0 to 100."));

    private static Failure? Check(VulnerabilitySummary v) =>
        CheckCounts("vulnerability_summary", v.CriticalCount, v.HighCount, v.MediumCount, v.LowCount, v.InfoCount, v.TotalCount)
        ?? CheckInstant("vulnerability_summary.last_updated", v.LastUpdated)
        ?? First(v.Sources, "vulnerability_summary.sources", (s, at) =>
            CheckCounts(at, s.CriticalCount, s.HighCount, s.MediumCount, s.LowCount, s.InfoCount, s.TotalCount)
            ?? CheckInstant(at + ".last_scan", s.LastScan));

    private static Failure? CheckCounts(string at, int critical, int high, int medium, int low, int info, int total)
    {
        foreach (var (name, count) in new[] { ("critical", critical), ("high", high), ("medium", medium), ("low", low), ("info", info), ("total", total) })
        {
            if (count < 0) return Failure.Invalid($"{at}.{name}_count may not be negative.");
        }

        return null;
    }

    private static Failure? CheckInstant(string field, Timestamp? value) =>
        value is null || (value.Nanos is >= 0 and < 1_000_000_000 && value.Seconds is >= -62135596800 and <= 253402300799)
            ? null
            : Failure.Invalid($"{field} must lie between the years 1 and 9999, with nanos from 0 to 999999999.");

    private static Failure? First<T>(IList<T> items, string field, Func<T, string, Failure?> check)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (check(items[i], $"{field}[{i}]") is { } failure) return failure;
        }

        return null;
    }
}
