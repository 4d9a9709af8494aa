using Tracker.Protocol.Timelines;

namespace Tracker.Server.Timelines.Analysis;

/// <summary>The events of a timeline as the hierarchy that their names say.</summary>
public static class EventTree
{
    /// <summary>A root that has no name and spans everything.</summary>
    public static EventNode Of(TimelineContent content)
    {
        var root = new EventNode("", "", null);
        var nodes = new Dictionary<string, EventNode>(StringComparer.Ordinal);
        foreach (var same in content.Events.GroupBy(e => e.Name))
        {
            var node = NodeOf(same.Key);
            if (same.Count() == 1) node.Event = same.Single();
            else foreach (var one in same) new EventNode(one.Name, one.Host.Length == 0 ? "no host" : one.Host, node).Event = one;
        }

        root.Settle();
        return root;

        EventNode NodeOf(string name)
        {
            if (nodes.TryGetValue(name, out var known)) return known;
            return nodes[name] = new(name, EventName.Leaf(name), EventName.Parent(name) is { } parent ? NodeOf(parent) : root);
        }
    }
}
