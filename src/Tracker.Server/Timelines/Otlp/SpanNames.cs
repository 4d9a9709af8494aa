using System.Text;
using Tracker.Protocol.Timelines;

namespace Tracker.Server.Timelines.Otlp;

/// <summary>
/// The names of spans: their parents' names before their own, as far as the parents came in the same export. Spans of one
/// name and parent that go on at the same time are numbered, for a timeline has each name once.
/// </summary>
internal sealed class SpanNames
{
    // A parent is named by its own parents, up to here: further up they are left out.
    private const int MostLevels = 16;

    private readonly Dictionary<(string Service, string Trace, string Id), TraceSpan> _byId = [];
    private readonly Dictionary<TraceSpan, int> _lanes = new(ReferenceEqualityComparer.Instance);

    public SpanNames(IReadOnlyList<TraceSpan> spans)
    {
        foreach (var span in spans) _byId[(span.Service, span.Trace, span.Id)] = span;
        foreach (var alike in spans.GroupBy(s => (s.Service, s.Trace, s.Host, s.Parent, s.Name)))
        {
            var ends = new List<long>();
            foreach (var span in alike.OrderBy(s => s.Start).ThenBy(s => s.Id, StringComparer.Ordinal))
            {
                // At one instant a start comes before an end, so the next one must begin later.
                var lane = ends.FindIndex(end => end < span.Start);
                if (lane < 0)
                {
                    lane = ends.Count;
                    ends.Add(0);
                }

                ends[lane] = span.End;
                _lanes[span] = lane;
            }
        }
    }

    public string Of(TraceSpan span)
    {
        var parts = new List<string> { PartOf(span) };
        for (var above = ParentOf(span); above is not null && parts.Count < MostLevels; above = ParentOf(above)) parts.Insert(0, PartOf(above));
        while (Encoding.UTF8.GetByteCount(EventName.Join(parts)) > TimelineLimits.NameBytes) parts.RemoveAt(parts.Count - 2);
        return EventName.Join(parts);
    }

    private string PartOf(TraceSpan span) => _lanes[span] is > 0 and var lane ? $"{span.Name} #{lane + 1}" : span.Name;

    private TraceSpan? ParentOf(TraceSpan span) => span.Parent.Length > 0 && _byId.TryGetValue((span.Service, span.Trace, span.Parent), out var parent) ? parent : null;
}
