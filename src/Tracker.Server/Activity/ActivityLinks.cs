using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace Tracker.Server.Activity;

/// <summary>Addresses of the feed's pages, for links from anywhere.</summary>
public static class ActivityLinks
{
    public const string Page = "/activity";

    /// <summary>A row, and what changed before it.</summary>
    public static string Row(ActivityRow row) => $"{Page}/{row.Key}";

    /// <summary>What changed before a moment.</summary>
    /// <param name="at">Now when null.</param>
    /// <param name="module">What the question is about, with <paramref name="subject"/>: it does not explain itself.</param>
    public static string Before(DateTimeOffset? at, string? service, string? environment, string? host, string module = "", string subject = "") => QueryHelpers.AddQueryString(
        Page + "/before",
        new Dictionary<string, string?>
        {
            ["at"] = at?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture),
            ["service"] = service,
            ["environment"] = environment,
            ["host"] = host,
            ["module"] = module,
            ["subject"] = subject,
        }.Where(p => !string.IsNullOrEmpty(p.Value)));
}
