namespace Tracker.Cli;

/// <summary>
/// A command that signals end as they end any program, or that passes them on. For the others the runtime waits for signals on a
/// thread of its own, which a short command has no time for.
/// </summary>
internal interface ILeavesSignals;
