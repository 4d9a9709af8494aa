namespace Tracker.Server.Runs.Samples;

/// <summary>How busy a machine was from an instant on.</summary>
/// <param name="At">Unix microseconds.</param>
/// <param name="Usage">Millionths of the whole machine.</param>
public readonly record struct Sample(long At, int Usage)
{
    /// <summary>All of the machine.</summary>
    public const int Whole = 1_000_000;

    /// <summary>As a part of 1.</summary>
    public static double Fraction(double millionths) => millionths / Whole;
}
