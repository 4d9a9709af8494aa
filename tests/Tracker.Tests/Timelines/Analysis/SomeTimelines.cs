using Tracker.Protocol.Timelines;
using Tracker.Server.Timelines;
using Tracker.Server.Timelines.Analysis;

namespace Tracker.Tests.Timelines.Analysis;

/// <summary>Timelines as a build makes them, with durations that scatter as real ones do.</summary>
internal static class SomeTimelines
{
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static readonly (string Name, double Seconds)[] Steps =
    [
        ("checkout", 12), ("restore.nuget", 40), ("restore.npm", 30), ("compile.core", 110), ("compile.api", 90), ("compile.web", 150), ("test.unit", 160),
        ("test.contract", 80), ("test.browser", 340), ("package.image-api", 60), ("package.image-worker", 45), ("package.sign", 6), ("deploy.staging.migrate", 20),
        ("deploy.staging.roll", 140), ("deploy.staging.smoke", 70), ("deploy.prod.migrate", 30), ("deploy.prod.roll", 500), ("deploy.prod.verify", 90), ("notify", 0.4), ("clean", 2),
    ];

    /// <summary>Those long enough to matter.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Steps.Where(s => s.Seconds >= 10).Select(s => s.Name)];

    /// <param name="scatter">0.1 is about ±10 %.</param>
    /// <param name="factors">How much longer than usual some of the steps take.</param>
    public static TimelineContent Build(Random random, double scatter = 0.1, IReadOnlyDictionary<string, double>? factors = null)
    {
        var (events, at) = (new List<TimelineEvent>(), Now.AddHours(-1));
        foreach (var (name, seconds) in Steps)
        {
            var took = TimeSpan.FromSeconds(seconds * Math.Exp(scatter * Normal(random)) * (factors?.GetValueOrDefault(name, 1) ?? 1));
            events.Add(Ended(name, at, at + took));
            at += took;
        }

        return Content([.. events]);
    }

    public static Baseline Baseline(params IEnumerable<TimelineContent> timelines)
    {
        var builder = new BaselineBuilder();
        foreach (var timeline in timelines)
        {
            foreach (var e in timeline.Events) builder.Add(builder.Name(e.Name), Microseconds(e.Start), e.End is { } end ? Microseconds(end) : null, e.Progress, e.Status);
            builder.Complete();
        }

        return builder.Build();
    }

    public static TimelineContent Content(params TimelineEvent[] events) => new(new("build", 0, null, ""), [.. events.OrderBy(e => e.Start)], 0);

    /// <summary>Seconds after <see cref="Now"/>.</summary>
    public static TimelineEvent Ended(string name, double from, double to, string host = "", TimelineStatus status = TimelineStatus.None) =>
        Ended(name, Now.AddSeconds(from), Now.AddSeconds(to), host, status);

    public static TimelineEvent Ended(string name, DateTimeOffset from, DateTimeOffset to, string host = "", TimelineStatus status = TimelineStatus.None) =>
        new(name, host, from, to, EventProgress.Ended, status, 0);

    public static TimelineEvent Open(string name, double from, string host = "") => new(name, host, Now.AddSeconds(from), null, EventProgress.Open, TimelineStatus.None, 0);

    public static TimelineEvent Abandoned(string name, double from) => new(name, "", Now.AddSeconds(from), null, EventProgress.Abandoned, TimelineStatus.None, 0);

    public static TimelineEvent Point(string name, double at) => new(name, "", Now.AddSeconds(at), null, EventProgress.Point, TimelineStatus.None, 0);

    private static long Microseconds(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
