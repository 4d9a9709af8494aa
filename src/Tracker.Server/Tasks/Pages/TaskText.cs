using Microsoft.AspNetCore.Components;
using Tracker.Server.Web.Components;
using Tracker.Server.Web.Svg;

namespace Tracker.Server.Tasks.Pages;

/// <summary>How tasks are worded and drawn.</summary>
internal static class TaskText
{
    public const int StripDays = 30;

    public const string Icon = "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.5 2";

    public static Tone Tone(TaskState state) => state switch
    {
        TaskState.Up => Web.Components.Tone.Good,
        TaskState.Late or TaskState.Unknown => Web.Components.Tone.Warning,
        TaskState.Down => Web.Components.Tone.Bad,
        _ => Web.Components.Tone.Neutral,
    };

    public static string Word(TaskState state) => state.ToString();

    /// <summary>One bar a day, high where there was a job; the last one is today in the task's zone.</summary>
    public static MarkupString Strip(DateOnly today, IEnumerable<(DateOnly Day, int Jobs)> days)
    {
        var jobs = days.ToDictionary(d => d.Day, d => d.Jobs);
        var count = jobs.Keys.Count(d => d > today.AddDays(-StripDays) && d <= today);
        var svg = new SvgBuilder(StripDays * 6, 20, "chart", $"{count} of the last {StripDays} days with a job");
        for (var i = 0; i < StripDays; i++)
        {
            var day = today.AddDays(i - StripDays + 1);
            var has = jobs.GetValueOrDefault(day);
            svg.Rect(i * 6, has > 0 ? 2 : 14, 4, has > 0 ? 16 : 4, has > 0 ? "bar tone-good" : "bar tone-neutral", title: $"{day:yyyy-MM-dd}: {(has == 1 ? "1 job" : $"{has} jobs")}");
        }

        return svg.ToMarkup();
    }
}
