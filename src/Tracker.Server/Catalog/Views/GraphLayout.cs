namespace Tracker.Server.Catalog.Views;

/// <summary>Where everything of a drawn graph stands; the same input always gives the same.</summary>
/// <param name="Nodes">The upper left corner of each node, in the order in which they were given.</param>
/// <param name="Edges">How each edge runs, in the order in which they were given; empty for an edge from a node to itself.</param>
/// <param name="Work">How much was looked at to find it, which grows with the time it took and, unlike that, is always the same.</param>
public sealed record GraphLayout(IReadOnlyList<GraphPoint> Nodes, IReadOnlyList<GraphRoute> Edges, double Width, double Height, long Work);

public readonly record struct GraphPoint(double X, double Y);

/// <summary>
/// From left to right: from a point to the next it bends, then runs level past a column of nodes, and so on.
/// </summary>
/// <param name="Turned">Set for the edge that closes a cycle: it starts at the right.</param>
public sealed record GraphRoute(IReadOnlyList<GraphPoint> Points, bool Turned);

public sealed record GraphMeasures
{
    public double NodeWidth { get; init; } = 166;
    public double NodeHeight { get; init; } = 34;
    public double ColumnGap { get; init; } = 52;
    public double RowGap { get; init; } = 12;

    /// <summary>The room that an edge takes where it passes a column.</summary>
    public double LaneHeight { get; init; } = 8;

    /// <summary>How wide parts that have nothing to do with each other may stand side by side.</summary>
    public double PageWidth { get; init; } = 1160;
}
