using System.Globalization;
using System.Text;

namespace Tracker.Server.Tasks.Reports;

/// <summary>How all tasks stand at a moment.</summary>
public sealed record TaskReport(DateTimeOffset At, IReadOnlyList<TaskStanding> Tasks)
{
    public const int MostRows = 50;

    private const int NameWidth = 40;
    private const int WhyWidth = 100;

    public int Bad { get; } = Tasks.Count(t => t.IsBad);

    public bool IsBad => Bad > 0;

    /// <summary>One line.</summary>
    public string Title => Tasks.Count == 0
        ? "There are no tasks"
        : Text($"{(IsBad ? Text($"{Bad} of {Count(Tasks.Count)} {(Bad == 1 ? "is" : "are")} down") : Text($"{Count(Tasks.Count)}, none is down"))}{Beside()}");

    /// <summary>A table, the worst first; what goes beyond the most that are shown is counted.</summary>
    public string Table()
    {
        var rows = Tasks.OrderBy(t => RankOf(t.State)).ThenBy(t => t.Task.Name, StringComparer.Ordinal).Take(MostRows).ToList();
        if (rows.Count == 0) return "";
        var width = Math.Max(4, rows.Max(r => Short(r.Task.Name, NameWidth).Length));
        var table = new StringBuilder();
        Row("STATE", "NAME", "LAST RUN (UTC)", "WHY");
        foreach (var row in rows)
        {
            var last = row.Task.LastRunAt?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "never";
            Row(ScheduledTask.NameOf(row.State), Short(row.Task.Name, NameWidth), last, Short(row.Why, WhyWidth));
        }

        if (Tasks.Count > rows.Count) table.Append(CultureInfo.InvariantCulture, $"and {Tasks.Count - rows.Count} more\n");
        return table.ToString().TrimEnd('\n');

        void Row(string state, string name, string last, string why) => table.Append(CultureInfo.InvariantCulture, $"{state,-8} {name.PadRight(width)} {last,-16} {why}").Append('\n');
    }

    /// <summary>The worst have the lowest.</summary>
    internal static int RankOf(TaskState state) => state switch
    {
        TaskState.Down => 0,
        TaskState.Late => 1,
        TaskState.Unknown => 2,
        TaskState.Up => 3,
        TaskState.New => 4,
        _ => 5,
    };

    private string Beside() => string.Concat(new[] { TaskState.Late, TaskState.Unknown, TaskState.Paused }
        .Select(state => (state, Count: Tasks.Count(t => t.State == state))).Where(s => s.Count > 0).Select(s => Text($", {s.Count} {ScheduledTask.NameOf(s.state)}")));

    private static string Count(int tasks) => tasks == 1 ? "1 task" : Text($"{tasks} tasks");

    private static string Short(string text, int most) => text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1)] + "…";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
