namespace Tracker.Cli;

/// <summary>What scripts may rely on.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Refused = 1;
    public const int WrongUsage = 2;
    public const int Unreachable = 3;

    /// <summary>There is nothing to do: <c>tracker release next</c> where nothing may go.</summary>
    public const int Nothing = 4;
}
