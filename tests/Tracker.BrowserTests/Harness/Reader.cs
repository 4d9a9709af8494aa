namespace Tracker.BrowserTests.Harness;

/// <summary>How somebody reads a page.</summary>
/// <param name="Theme">light or dark.</param>
/// <param name="Auto">The theme comes from the system instead of the cookie.</param>
public sealed record Reader(string Theme = "light", int Width = 1440, bool JavaScript = true, string TimeZone = "UTC", bool Auto = false)
{
    public const int Phone = 390;
    public const int Desktop = 1440;

    public static Reader Default { get; } = new();

    /// <summary>Short enough for a file's name.</summary>
    public override string ToString() => $"{Theme}-{Width}{(JavaScript ? "" : "-nojs")}{(Auto ? "-auto" : "")}";
}
