using System.Globalization;
using Tracker.Storage;

namespace Tracker.Server.Tasks;

/// <summary>Which tasks to list; what is empty fits any.</summary>
/// <param name="Text">Part of the name.</param>
public sealed record TaskFilter(string Text = "", string Tag = "", IReadOnlyList<TaskState>? States = null)
{
    /// <summary>The condition on <c>task</c>, whose parameters are the values from <paramref name="first"/> on.</summary>
    internal static string Where(int first) => string.Create(CultureInfo.InvariantCulture,
        $"""
        (${first} = '' OR lower(name) LIKE ${first} ESCAPE '\') AND (${first + 1} = '' OR ${first + 1} LIKE '%,' || state || ',%')
        AND (${first + 2} = '' OR id IN (SELECT task_id FROM task_tag WHERE tag = ${first + 2}))
        """);

    internal SqlValue[] Values => [Pattern, States is { Count: > 0 } ? $",{string.Join(',', States.Select(s => (int)s))}," : "", Tag];

    private string Pattern => Text.Length == 0
        ? ""
        : $"%{Text.ToLowerInvariant().Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";
}

/// <summary>How many of a tag's tasks are in which state.</summary>
public sealed record TagStates(string Tag, IReadOnlyDictionary<TaskState, long> Counts)
{
    public long Total => Counts.Values.Sum();

    public TaskState Worst => Counts.Keys.MinBy(Reports.TaskReport.RankOf);
}

/// <summary>Reads what pages and badges tell of many tasks at once.</summary>
public sealed class TaskOverview(IDatabase database)
{
    private const int MostTags = 500;
    private const int MostChanges = 5_000;

    private static readonly string Counts = $"SELECT state, count(*) FROM task WHERE {TaskFilter.Where(1)} GROUP BY state";

    private const string Tag = "SELECT t.tag, task.state, count(*) FROM task_tag AS t JOIN task ON task.id = t.task_id WHERE t.tag = $1 GROUP BY t.tag, task.state";

    private const string AllTags =
        """
        SELECT t.tag, task.state, count(*) FROM task_tag AS t JOIN task ON task.id = t.task_id
        WHERE t.tag IN (SELECT DISTINCT tag FROM task_tag ORDER BY tag LIMIT $1)
        GROUP BY t.tag, task.state ORDER BY t.tag
        """;

    /// <summary>How many of those that fit are in which state, whatever state is asked for.</summary>
    public async Task<IReadOnlyDictionary<TaskState, long>> CountsAsync(TaskFilter filter, CancellationToken ct) =>
        (await database.QueryAsync(Counts, r => ((TaskState)r.GetInt32(0), r.GetInt64(1)), ct, (filter with { States = null }).Values)).ToDictionary();

    /// <summary>Null when no task has the tag.</summary>
    public async Task<TagStates?> OfTagAsync(string tag, CancellationToken ct) => Grouped(await database.QueryAsync(Tag, Read, ct, tag)).FirstOrDefault();

    public async Task<List<TagStates>> TagsAsync(CancellationToken ct) => Grouped(await database.QueryAsync(AllTags, Read, ct, MostTags));

    /// <summary>Names to choose a parent from.</summary>
    public Task<List<string>> NamesAsync(int most, CancellationToken ct) => database.QueryAsync("SELECT name FROM task ORDER BY name LIMIT $1", r => r.GetString(0), ct, most);

    public Task<List<(long Id, string Name, TaskState State)>> ChildrenAsync(long task, int most, CancellationToken ct) => database.QueryAsync(
        "SELECT id, name, state FROM task WHERE parent_id = $1 ORDER BY name LIMIT $2", r => (r.GetInt64(0), r.GetString(1), (TaskState)r.GetInt32(2)), ct, task, most);

    /// <summary>How long the last runs took, oldest first.</summary>
    public async Task<ILookup<long, TimeSpan>> DurationsAsync(IReadOnlyCollection<long> tasks, CancellationToken ct) => (await database.QueryAsync(
        $"SELECT task_id, duration FROM ping WHERE task_id IN ({In(tasks, 1)}) AND duration IS NOT NULL ORDER BY task_id, n",
        r => (Task: r.GetInt64(0), Took: TaskStore.SpanOrNull(r, 1)!.Value), ct, [.. tasks.Select(t => (SqlValue)t)])).ToLookup(r => r.Task, r => r.Took);

    /// <summary>When tasks went down.</summary>
    public async Task<ILookup<long, DateTimeOffset>> DownsAsync(IReadOnlyCollection<long> tasks, DateTimeOffset from, CancellationToken ct) => (await database.QueryAsync(
        $"SELECT task_id, at FROM task_change WHERE task_id IN ({In(tasks, 4)}) AND at >= $1 AND to_state = $2 ORDER BY id DESC LIMIT $3",
        r => (Task: r.GetInt64(0), At: r.GetInstant(1)), ct, [from, (long)TaskState.Down, MostChanges, .. tasks.Select(t => (SqlValue)t)])).ToLookup(r => r.Task, r => r.At);

    private static (string Tag, TaskState State, long Count) Read(System.Data.Common.DbDataReader r) => (r.GetString(0), (TaskState)r.GetInt32(1), r.GetInt64(2));

    private static List<TagStates> Grouped(IEnumerable<(string Tag, TaskState State, long Count)> rows) =>
        [.. rows.GroupBy(r => r.Tag).Select(g => new TagStates(g.Key, g.ToDictionary(r => r.State, r => r.Count)))];

    private static string In(IReadOnlyCollection<long> tasks, int first) =>
        tasks.Count == 0 ? "NULL" : string.Join(", ", Enumerable.Range(first, tasks.Count).Select(i => string.Create(CultureInfo.InvariantCulture, $"${i}")));
}
