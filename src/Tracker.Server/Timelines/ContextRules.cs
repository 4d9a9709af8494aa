using Tracker.Server.Catalog;
using Tracker.Server.Operations;
using Tracker.Server.Timelines.Api;

namespace Tracker.Server.Timelines;

/// <summary>What the settings of a context must be.</summary>
internal static class ContextRules
{
    public const int MostDescription = 2_000;

    private const int MostKept = 1_000_000;
    private const int MostDays = 36_500;
    private static readonly TimeSpan MostOpen = TimeSpan.FromDays(366);

    /// <summary>The context with what is asked for in it, or what is wrong.</summary>
    public static Outcome<TimelineContext> Apply(ContextRequest request, TimelineContext context, EnvironmentNames environments)
    {
        if (CheckDescription(request.Description) is { } tooLong) return tooLong;
        foreach (var (field, text, most) in new[] { ("service", request.Service, 512), ("environment", request.Environment, 200), ("host", request.Host, 200) })
        {
            if (text?.Length > most || text?.Any(char.IsControl) == true) return Failure.Invalid($"{field} may have at most {most} characters, and no control characters.");
        }

        var tags = request.Tags ?? [];
        if (tags.Count > 50) return Failure.Invalid("tags: at most 50.");
        if (tags.Any(t => string.IsNullOrWhiteSpace(t) || t.Length > 100 || t.Any(char.IsControl)))
            return Failure.Invalid("tags: each must have from 1 to 100 characters, and no control characters.");
        if (request.KeepTimelines is < 1 or > MostKept) return Failure.Invalid($"keep_timelines must be from 1 to {MostKept}, or null for no limit.");
        if (request.KeepDays is < 1 or > MostDays) return Failure.Invalid($"keep_days must be from 1 to {MostDays}, or null for no limit.");
        if (request.OpenTimeout < 1 || request.OpenTimeout > (long)MostOpen.TotalSeconds) return Failure.Invalid($"open_timeout must be from 1 to {(long)MostOpen.TotalSeconds} seconds.");

        return context with
        {
            Description = request.Description ?? "",
            Service = Given(request.Service) ?? context.Name,
            Environment = Given(request.Environment) is { } environment ? environments.Canonical(environment) : null,
            Host = Given(request.Host),
            Tags = [.. tags.Select(t => t.Trim()).Distinct()],
            KeepTimelines = request.KeepTimelines,
            KeepDays = request.KeepDays,
            OpenTimeout = request.OpenTimeout is { } seconds ? TimeSpan.FromSeconds(seconds) : TimelineContext.DefaultOpenTimeout,
        };
    }

    public static Failure? CheckDescription(string? text) => text?.Length > MostDescription || text?.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) == true
        ? Failure.Invalid($"description may have at most {MostDescription} characters, and no control characters but line ends and tabs.")
        : null;

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
