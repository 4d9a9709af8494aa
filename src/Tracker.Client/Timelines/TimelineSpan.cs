using Tracker.Protocol.Timelines;

namespace Tracker.Client.Timelines;

/// <summary>An event that is under way until it is disposed. Nothing here waits or throws.</summary>
public sealed class TimelineSpan : IAsyncDisposable, IDisposable
{
    private readonly TimelineSender _sender;
    private readonly string _name;
    private int _isOver;

    internal TimelineSpan(TimelineSender sender, string name) => (_sender, _name) = (sender, name);

    /// <summary>How it went, told with its end: set it before.</summary>
    public TimelineStatus Status { get; set; }

    /// <summary>An event inside this one.</summary>
    /// <param name="name">Without the names of its ancestors.</param>
    public TimelineSpan Span(string name) => _sender.Span($"{_name}.{name}");

    /// <summary>Tells that it ended, once.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isOver, 1) == 0) _sender.End(_name, Status);
    }

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }
}
