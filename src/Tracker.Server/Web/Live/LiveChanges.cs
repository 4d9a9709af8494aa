using Tracker.Server.Operations.Changes;
using Tracker.Storage;

namespace Tracker.Server.Web.Live;

/// <summary>Hands changes to the open pages.</summary>
internal sealed class LiveChanges(LiveHub hub) : IChangeListener
{
    public void Begin(ChangeCursor at) => hub.Begin(at);

    public void Take(IReadOnlyList<Change> changes) => hub.Publish(changes);
}
