namespace Tracker.Server.Locks.Pages;

/// <summary>Paths of 24×24 stroked icons.</summary>
internal static class LockIcons
{
    public const string Lock = "M5 11h14v10H5zM8 11V7a4 4 0 0 1 8 0v4M12 15v2";
    public const string Freeze = "M12 2v20M3.3 7l17.4 10M20.7 7L3.3 17M9.5 3.5L12 6l2.5-2.5M9.5 20.5L12 18l2.5 2.5";
}
