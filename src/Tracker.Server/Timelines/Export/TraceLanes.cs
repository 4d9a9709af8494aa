namespace Tracker.Server.Timelines.Export;

/// <summary>
/// Divides events of one host among rows of a trace viewer, in which slices may lie inside each other or one after the other,
/// but not overlap. Give them by their start, the longer ones first.
/// </summary>
internal sealed class TraceLanes
{
    // One more event looks at all of them: beyond this the viewer, which draws over what overlaps, is left to it.
    private const int Most = 500;

    private readonly List<Stack<long>> _lanes = [];

    public int Count => _lanes.Count;

    /// <summary>The lane of an event.</summary>
    /// <param name="end">Its end; the greatest there is for one that is open.</param>
    public int Place(long start, long end)
    {
        for (var i = 0; i < _lanes.Count; i++)
        {
            var ends = _lanes[i];
            while (ends.Count > 0 && ends.Peek() <= start) ends.Pop();
            if (ends.Count > 0 && ends.Peek() < end) continue;
            ends.Push(end);
            return i;
        }

        if (_lanes.Count < Most) _lanes.Add(new());
        _lanes[^1].Push(end);
        return _lanes.Count - 1;
    }
}
