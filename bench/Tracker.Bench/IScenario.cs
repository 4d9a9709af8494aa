namespace Tracker.Bench;

/// <summary>One question about speed, answered by a table.</summary>
public interface IScenario
{
    /// <summary>What it is called on the command line.</summary>
    string Name { get; }

    string Question { get; }

    Task<ResultTable> RunAsync(BenchOptions options, CancellationToken ct);
}
