using Tracker.Protocol.Overviews;
using Tracker.Server.Operations;

namespace Tracker.Server.Overview;

/// <summary>What a module tells of itself on the overview. Bounded: it is read at every look, whatever is stored.</summary>
[ModuleService]
public interface IOverviewPart
{
    ModuleIntroduction Introduction { get; }

    /// <summary>The module's own fields; the others stay unset. The parts of all modules are merged.</summary>
    Task<PlatformOverview> ReadAsync(OverviewMoment moment, CancellationToken ct);
}

/// <summary>What the overview says of a module that holds nothing yet.</summary>
/// <param name="Module">As in <see cref="PlatformOverview.InUse"/>.</param>
/// <param name="Text">What it is for, in a sentence.</param>
/// <param name="Command">What fills it, ready for a shell.</param>
[ModuleService]
public sealed record ModuleIntroduction(int Order, string Module, string Title, string Link, string Text, string Command);
