using Tracker.Protocol.Timelines;
using Tracker.Server.Timelines.Ingest;

namespace Tracker.Tests.Timelines.Ingest;

/// <summary>Messages of a context, at few instants, so that they meet.</summary>
internal static class SomeIncoming
{
    public static List<Incoming> Of(Random random, string context, int count)
    {
        var instants = random.Next(3, 60);
        return [.. Enumerable.Range(0, count).Select(_ => One(random, context, instants))];
    }

    public static Incoming Start(string context, string name, long time, string host = "") => new(context, name, host, TimelineMessageType.Start, time, TimelineStatus.None);

    public static Incoming End(string context, string name, long time, string host = "", TimelineStatus status = TimelineStatus.None) =>
        new(context, name, host, TimelineMessageType.End, time, status);

    public static Incoming Point(string context, string name, long time, TimelineStatus status = TimelineStatus.None) =>
        new(context, name, "", TimelineMessageType.Single, time, status);

    public static Incoming New(string context, long time, string label = "") => new(context, label, "", TimelineMessageType.NewTimeline, time, TimelineStatus.None);

    private static Incoming One(Random random, string context, int instants)
    {
        var time = random.Next(instants);
        return random.Next(12) switch
        {
            0 => New(context, time, random.Next(3) switch { 0 => "", 1 => "build 1", _ => "build 2" }),
            1 => new(context, "step.a", "", TimelineMessageType.Single, time, (TimelineStatus)random.Next(5)),
            var n => new(context, random.Next(4) == 0 ? "step.b" : "step.a", random.Next(4) == 0 ? "h1" : "", n < 7 ? TimelineMessageType.Start : TimelineMessageType.End, time, (TimelineStatus)random.Next(5)),
        };
    }
}
