using Tracker.Protocol.Timelines;

namespace Tracker.Server.Timelines;

/// <summary>Outcomes in the order in which they matter, which is also how the store writes them: of two that are said of one instant the worse holds.</summary>
internal static class Badness
{
    private static readonly TimelineStatus[] Order =
        [TimelineStatus.None, TimelineStatus.Ok, TimelineStatus.Skipped, TimelineStatus.Warning, TimelineStatus.Failed];

    public static int Of(TimelineStatus status) => Array.IndexOf(Order, status);

    public static TimelineStatus Status(int badness) => Order[badness];

    public static TimelineStatus Worse(TimelineStatus one, TimelineStatus other) => Of(one) > Of(other) ? one : other;
}
