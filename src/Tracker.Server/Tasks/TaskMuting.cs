using System.Globalization;
using Tracker.Storage;

namespace Tracker.Server.Tasks;

/// <summary>A task before and after it was settled, and what becomes of telling people.</summary>
/// <param name="IsTold">Whether they are told now.</param>
/// <param name="Mute">Why they are not, though there is something to tell.</param>
internal sealed record SettledTask(ScheduledTask Before, ScheduledTask After, bool IsTold = false, string? Mute = null)
{
    public bool IsChanged => Before.State != After.State;

    public bool EndsOutage => TaskTelling.IsOutage(Before.State) && !TaskTelling.IsOutage(After.State);

    /// <summary>The task as its history tells of it.</summary>
    public ScheduledTask Noted => Mute is null ? After : After with { Why = $"{After.Why} ({Mute})" };
}

/// <summary>Finds for settled tasks whether they are snoozed, or their parents are out.</summary>
internal static class TaskMuting
{
    private static readonly SqlText Parents = new(sql => $"SELECT id, name, state FROM task WHERE id IN (SELECT v.id FROM {JsonRows.From(sql, "$1", "v", "id")})");

    public static async ValueTask<List<SettledTask>> DecideAsync(IWrite write, List<SettledTask> settled, DateTimeOffset now)
    {
        var parents = await ParentsAsync(write, settled);
        return settled.ConvertAll(s => Decide(s, s.After.ParentId is { } id ? parents.GetValueOrDefault(id) : null, now));
    }

    private static bool IsConcerned(SettledTask s) => s.IsChanged || s.After.IsHeld;

    private static SettledTask Decide(SettledTask settled, TaskParent? parent, DateTimeOffset now)
    {
        if (!IsConcerned(settled)) return settled;
        string? mute = null;
        if (settled.After.SnoozedUntil is { } until) mute = string.Create(CultureInfo.InvariantCulture, $"snoozed until {until:yyyy-MM-dd HH:mm} UTC");
        else if (parent is not null && TaskTelling.IsOutage(parent.State)) mute = $"muted by {parent.Name}";
        var (after, isTold) = TaskTelling.Decide(settled.Before, settled.After, mute is not null);
        var again = now + TaskTelling.LookAgain;
        if (mute is not null && parent is not null && settled.IsChanged && !(after.NextDeadline < again)) after = after with { NextDeadline = again };
        return new(settled.Before, after, isTold, mute);
    }

    /// <summary>The parents as they stand, also those that were settled together with their children.</summary>
    private static async ValueTask<Dictionary<long, TaskParent>> ParentsAsync(IWrite write, List<SettledTask> settled)
    {
        var ids = settled.Where(s => IsConcerned(s) && s.After.ParentId is not null).Select(s => s.After.ParentId!.Value).Distinct().ToList();
        if (ids.Count == 0) return [];
        var found = await write.QueryAsync(
            Parents.For(write.Sql), r => new TaskParent(r.GetInt64(0), r.GetString(1), (TaskState)r.GetInt32(2)), JsonRows.Write(ids.Select(id => new object?[] { id })));
        var parents = found.ToDictionary(p => p.Id);
        foreach (var s in settled)
        {
            if (parents.TryGetValue(s.After.Id, out var parent)) parents[s.After.Id] = parent with { State = s.After.State };
        }

        return parents;
    }
}
