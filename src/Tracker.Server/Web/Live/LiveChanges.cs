using Tracker.Server.Operations.Changes;
using Tracker.Storage;

namespace Tracker.Server.Web.Live;

/// <summary>Hands the topics of changes to the open pages.</summary>
internal sealed class LiveChanges(LiveHub hub) : IChangeListener
{
    public void Take(IReadOnlyList<Change> changes) => hub.Publish(changes.Select(c => c.Topic).ToHashSet(StringComparer.Ordinal));
}
