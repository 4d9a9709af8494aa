namespace Tracker.Server.Demo.Plan;

/// <summary>A month of the imaginary platform. The same seed and end are the same month, to the microsecond.</summary>
internal static class DemoMonth
{
    public const int StandardSeed = 1;

    public static DemoPlan Of(int seed, DateTimeOffset end)
    {
        // Whole seconds: the store keeps microseconds, and people read minutes.
        end = new DateTimeOffset(end.UtcTicks - (end.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        var script = new DemoScript(DemoPlatform.Of(seed), seed, end);
        CatalogPart.Write(script);
        FreezePart.Write(script);
        RolloutPart.Write(script);
        IncidentPart.Write(script);
        EventPart.Write(script);
        LockPart.Write(script);
        TaskPart.Write(script);
        TimelinePart.Write(script);
        ReleasePart.Write(script);
        RunPart.Write(script);
        return script.ToPlan();
    }
}
