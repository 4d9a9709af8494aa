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

    /// <summary>The worst first, as people look for them.</summary>
    public static IReadOnlyList<TaskState> States { get; } = [TaskState.Down, TaskState.Late, TaskState.Unknown, TaskState.Up, TaskState.New, TaskState.Paused];

    /// <summary>
    /// One bar a day, high where there was a job, red where it went down, orange where the daily rule misses one; the last one
    /// is today in the task's zone.
    /// </summary>
    public static MarkupString Strip(ScheduledTask task, DateOnly today, IEnumerable<(DateOnly Day, int Jobs)> days, IEnumerable<DateTimeOffset> downs)
    {
        var jobs = days.ToDictionary(d => d.Day, d => d.Jobs);
        var zone = task.Zone;
        var bad = downs.Select(at => DailyRule.DayOf(at, zone)).ToHashSet();
        var count = jobs.Keys.Count(d => d > today.AddDays(-StripDays) && d <= today);
        var svg = new SvgBuilder(StripDays * 6, 20, "chart", $"{count} of the last {StripDays} days with a job");
        for (var i = 0; i < StripDays; i++)
        {
            var day = today.AddDays(i - StripDays + 1);
            var has = jobs.GetValueOrDefault(day);
            var missing = has == 0 && task.IsDaily && day >= task.CreatedDay && day < today;
            var tone = bad.Contains(day) ? "tone-bad" : has > 0 ? "tone-good" : missing ? "tone-warning" : "tone-neutral";
            var high = has > 0 || bad.Contains(day);
            var title = $"{day:yyyy-MM-dd}: {(has == 1 ? "1 job" : $"{has} jobs")}{(bad.Contains(day) ? ", went down" : "")}";
            svg.Rect(i * 6, high ? 2 : missing ? 8 : 14, 4, high ? 16 : missing ? 10 : 4, "bar " + tone, title: title);
        }

        return svg.ToMarkup();
    }
}
