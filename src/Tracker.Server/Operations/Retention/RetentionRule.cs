using Tracker.Storage;

namespace Tracker.Server.Operations.Retention;

/// <summary>
/// Something that is kept for a number of days; a module registers one for each kind of its rows that would otherwise grow
/// for ever.
/// </summary>
/// <param name="Name">As the API names it: <c>events</c>.</param>
/// <param name="Title">What it is, for a person.</param>
/// <param name="StandardDays">How long, unless an administrator says otherwise; null means for ever.</param>
/// <param name="LeastDays">The fewest days that may be set.</param>
/// <param name="Prune">Deletes at most one chunk of what is older than an instant, in the write given, and returns how many rows of the kind.</param>
[ModuleService]
public sealed record RetentionRule(string Name, string Title, int? StandardDays, int LeastDays, Func<IWrite, DateTimeOffset, ValueTask<int>> Prune);
