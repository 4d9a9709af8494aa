using System.Text;
using Quartz;
using Tracker.Server.Catalog;
using Tracker.Server.Operations;

namespace Tracker.Server.Tasks;

/// <summary>What a task must be.</summary>
internal static class TaskRules
{
    private const int MostDays = 366;
    private const int MostRuns = 60;
    private static readonly TimeSpan LeastPeriod = TimeSpan.FromSeconds(10);

    /// <summary>The task with what is asked for in it, or what is wrong.</summary>
    public static Outcome<ScheduledTask> Apply(TaskRequest request, ScheduledTask task, EnvironmentNames environments, DateTimeOffset now)
    {
        var name = (request.Name ?? "").Trim();
        if (name.Length is 0 or > 200) return Failure.Invalid("name is required, with at most 200 characters.");
        if (name.Any(char.IsControl)) return Failure.Invalid("name may not contain control characters.");
        var datapoints = request.Datapoints ?? 7;
        if (datapoints is < 1 or > MostDays) return Failure.Invalid($"datapoints must be from 1 to {MostDays}.");
        var tolerance = request.Tolerance ?? 0;
        if (tolerance < 0 || tolerance >= datapoints) return Failure.Invalid("tolerance must be 0 or more, and less than datapoints.");
        var timezone = string.IsNullOrWhiteSpace(request.Timezone) ? "UTC" : request.Timezone.Trim();
        if (timezone.Length > 64 || !TimeZoneInfo.TryFindSystemTimeZoneById(timezone, out var zone))
        {
            return Failure.Invalid("timezone must be an IANA name such as Europe/Paris.");
        }

        var cron = string.IsNullOrWhiteSpace(request.Cron) ? null : request.Cron.Trim();
        if (cron is not null && request.Period is not null) return Failure.Invalid("cron: a task has either a period or a cron expression.");
        if (cron is not null && (cron.Length > 200 || !CronExpression.TryParse(cron, CronFormat.Unix, out var parsed) || parsed!.WithTimeZone(zone).GetNextValidTimeAfter(now) is null))
        {
            return Failure.Invalid("cron must be five fields as in a crontab that come at some time: minute, hour, day of month, month, day of week, such as \"0 2 * * *\".");
        }

        if (request.Period < LeastPeriod) return Failure.Invalid("period must be 10 seconds or more.");
        if (request.Grace <= TimeSpan.Zero) return Failure.Invalid("grace must be a second or more.");
        if (request.MaxRun <= TimeSpan.Zero) return Failure.Invalid("max_run must be a second or more.");
        var scheduled = cron is not null || request.Period is not null;
        if (!scheduled && (request.Grace ?? request.MaxRun ?? request.Early) is not null)
        {
            return Failure.Invalid("grace, max_run and early go with a period or a cron expression.");
        }

        if (!scheduled && (request.Failures ?? request.Of) is not null) return Failure.Invalid("failures and of go with a period or a cron expression.");
        var failures = request.Failures ?? 1;
        if (failures is < 1 or > MostRuns) return Failure.Invalid($"failures must be from 1 to {MostRuns}.");
        var outOf = request.Of ?? failures;
        if (outOf < failures || outOf > MostRuns) return Failure.Invalid($"of must be from failures, here {failures}, to {MostRuns}.");
        if (CheckTags(request.Tags) is { } wrong) return wrong;
        foreach (var (field, text) in new[] { ("service", request.Service), ("environment", request.Environment), ("host", request.Host) })
        {
            if (text?.Length > 200 || text?.Any(char.IsControl) == true) return Failure.Invalid($"{field} may have at most 200 characters, and no control characters.");
        }

        return task with
        {
            Name = name,
            Slug = SlugOf(name),
            Datapoints = datapoints,
            Tolerance = tolerance,
            Period = request.Period,
            Cron = cron,
            Grace = request.Grace ?? TimeSpan.FromHours(1),
            MaxRun = request.MaxRun,
            Early = request.Early,
            Failures = failures,
            OutOf = outOf,
            Timezone = timezone,
            Tags = [.. (request.Tags ?? []).Select(t => t.Trim()).Distinct()],
            Service = NullIfEmpty(request.Service),
            Environment = NullIfEmpty(request.Environment) is { } environment ? environments.Canonical(environment) : null,
            Host = NullIfEmpty(request.Host),
        };
    }

    /// <summary>The name as it stands in addresses: small letters, digits and single hyphens.</summary>
    public static string SlugOf(string name)
    {
        var slug = new StringBuilder();
        foreach (var c in name.Normalize(NormalizationForm.FormD).ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(c) || c == '_') slug.Append(c);
            else if (System.Globalization.CharUnicodeInfo.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.NonSpacingMark && slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }

        return slug.ToString().Trim('-');
    }

    private static Failure? CheckTags(string[]? tags)
    {
        if (tags is null) return null;
        if (tags.Length > 50) return Failure.Invalid("tags: at most 50.");
        return Array.Exists(tags, t => string.IsNullOrWhiteSpace(t) || t.Length > 100 || t.Any(char.IsControl))
            ? Failure.Invalid("tags must be texts of 1 to 100 characters.")
            : null;
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
