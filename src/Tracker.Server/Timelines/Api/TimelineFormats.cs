using System.Diagnostics.CodeAnalysis;
using Microsoft.Net.Http.Headers;
using Tracker.Server.Operations;
using Tracker.Server.Timelines.Export;
using Tracker.Server.Timelines.Pages.Gantt;

namespace Tracker.Server.Timelines.Api;

/// <summary>A form in which a timeline is answered.</summary>
/// <param name="Name">As <c>?format=</c> and, but for HAL, the suffix name it.</param>
/// <param name="MediaType">What is answered.</param>
/// <param name="Accepted">What an Accept header may ask for to get it.</param>
internal sealed record TimelineFormat(string Name, string MediaType, string[] Accepted, Func<TimelineContext, TimelineContent, IResult> Write)
{
    public bool IsSuffix => Name != "hal";
}

/// <summary>The one place where the form of a timeline is chosen.</summary>
internal static class TimelineFormats
{
    /// <summary>The first one unless another is asked for.</summary>
    public static IReadOnlyList<TimelineFormat> All { get; } =
    [
        new("hal", HalLinks.MediaType, [HalLinks.MediaType, "application/json"], HalApi.Show),
        // What asks for application/json means HAL, so a trace has to be asked for by name.
        new("json", "application/json", [], TraceEvents.Write),
        new("csv", "text/csv", ["text/csv"], TimelineCsv.Write),
        new("svg", GanttImage.MediaType, [GanttImage.MediaType], (context, content) => new GanttImage(context, content)),
    ];

    private static readonly string Names = string.Join(", ", All.Select(f => f.Name));

    /// <summary>The name and the format of a name that ends in a suffix.</summary>
    public static bool TrySuffix(string name, out string stem, [NotNullWhen(true)] out TimelineFormat? format)
    {
        var dot = name.LastIndexOf('.');
        (stem, format) = (dot > 0 ? name[..dot] : name, dot > 0 ? All.FirstOrDefault(f => f.IsSuffix && f.Name == name[(dot + 1)..]) : null);
        return format is not null;
    }

    /// <summary>By <c>?format=</c>, else the suffix, else the Accept header.</summary>
    public static Outcome<TimelineFormat> Choose(HttpRequest request, string? asked, TimelineFormat? suffix)
    {
        if (!string.IsNullOrEmpty(asked)) return All.FirstOrDefault(f => f.Name == asked) is { } named ? named : Failure.Invalid($"format may be {Names}.");
        if (suffix is not null) return suffix;
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)) return All[0];
        var best = accepted.OrderByDescending(a => a.Quality ?? 1).FirstOrDefault(a => a.Quality != 0 && Of(a) is not null);
        return best is null ? All[0] : Of(best)!;
    }

    private static TimelineFormat? Of(MediaTypeHeaderValue accepted) => accepted.MatchesAllTypes
        ? All[0]
        : All.FirstOrDefault(f => f.Accepted.Any(a => accepted.MediaType.Equals(a, StringComparison.OrdinalIgnoreCase)));
}
