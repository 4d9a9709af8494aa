using Tracker.Storage;

namespace Tracker.Server.Operations.Changes;

/// <summary>Is told of every change, on whichever replica it was made. Called by one thread at a time, which it must not hold up.</summary>
[ModuleService]
public interface IChangeListener
{
    /// <summary>Once, before the first changes: of what was committed until then, the feed up to <paramref name="at"/>, nothing is told.</summary>
    void Begin(ChangeCursor at)
    {
    }

    void Take(IReadOnlyList<Change> changes);
}
