using Tracker.Protocol.Timelines;

namespace Tracker.Client.Timelines;

/// <summary>
/// Says by datagrams what a context is up to. Nothing here waits or throws, whatever the network does: what is lost is lost at
/// no cost to its sender. Those who need to know that it arrived use <see cref="TimelinesClient.SendAsync"/>.
/// </summary>
public sealed class TimelineSender
{
    private readonly DatagramSender _datagrams;
    private readonly TimeProvider _time;
    private readonly string _context;
    private readonly string _host;

    internal TimelineSender(DatagramSender datagrams, TimeProvider time, string context, string? host) =>
        (_datagrams, _time, _context, _host) = (datagrams, time, context ?? "", host ?? "");

    /// <summary>Begins a timeline, to which events go from then on.</summary>
    /// <param name="label">What may be used in place of its id, such as <c>build 42</c>.</param>
    public void Begin(string? label = null) => Send(TimelineMessageType.NewTimeline, label ?? "", TimelineStatus.None);

    /// <summary>Tells that an event began.</summary>
    /// <param name="name">With its ancestors, divided by dots: <c>build.compile</c>. <see cref="EventName.Join"/> writes parts that hold dots.</param>
    public void Start(string name) => Send(TimelineMessageType.Start, name, TimelineStatus.None);

    /// <summary>Tells that an event ended.</summary>
    /// <param name="name">As at its start.</param>
    /// <param name="status">How it went.</param>
    public void End(string name, TimelineStatus status = TimelineStatus.None) => Send(TimelineMessageType.End, name, status);

    /// <summary>Tells of a point in time.</summary>
    /// <param name="name">With its ancestors, divided by dots.</param>
    /// <param name="status">How it went.</param>
    public void Mark(string name, TimelineStatus status = TimelineStatus.None) => Send(TimelineMessageType.Single, name, status);

    /// <summary>Tells that an event began, and that it ended when the span is disposed.</summary>
    /// <example><code>
    /// await using (client.Timeline("ci/build-main").Span("build.compile"))
    ///     await CompileAsync();
    /// </code></example>
    public TimelineSpan Span(string name)
    {
        Start(name);
        return new TimelineSpan(this, name);
    }

    private void Send(TimelineMessageType type, string name, TimelineStatus status) => _datagrams.Send(new()
    {
        Context = _context,
        Name = name ?? "",
        Type = type,
        Time = (_time.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond,
        Host = _host,
        Status = status,
    });
}
