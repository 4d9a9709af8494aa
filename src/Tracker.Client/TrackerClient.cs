using System.Net;
using Tracker.Client.Activities;
using Tracker.Client.Catalog;
using Tracker.Client.Connect;
using Tracker.Client.Events;
using Tracker.Client.Insights;
using Tracker.Client.Locks;
using Tracker.Client.Releases;
using Tracker.Client.Runs;
using Tracker.Client.Tasks;
using Tracker.Client.Timelines;

namespace Tracker.Client;

/// <summary>
/// A Tracker server. One client serves a whole program, from any thread; dispose it at the end. Failures are
/// <see cref="TrackerException"/>; what failed on the way is repeated where that cannot do something twice.
/// </summary>
/// <example><code>
/// await using var client = new TrackerClient(apiKey, new() { Server = new("https://tracker.example.com") });
/// await client.TrackJobAsync(7);
/// </code></example>
public sealed class TrackerClient : IAsyncDisposable
{
    private readonly TrackerOptions _options;
    private readonly RestConnection _rest;
    private readonly DatagramSender _datagrams;

    /// <summary>Connects at the first call, not before.</summary>
    /// <param name="apiKey">Sent as <c>X-API-KEY</c>; null where a token is given, or the server needs neither. It appears in no text of this library.</param>
    /// <param name="options">Where the server is, and how patient to be.</param>
    /// <exception cref="ArgumentException">An option is not what it may be, and the message names it.</exception>
    public TrackerClient(string? apiKey = null, TrackerOptions? options = null)
    {
        _options = options ?? new();
        _options.Check();
        if (!IsHeader(apiKey)) throw new ArgumentException("The API key must be printable ASCII.", nameof(apiKey));
        if (!IsHeader(_options.Token)) throw new ArgumentException("Token must be printable ASCII.", nameof(options));
        _rest = new(string.IsNullOrEmpty(apiKey) ? null : apiKey, _options);
        _datagrams = new(UdpOf(_options));
        Events = new(_rest);
        Catalog = new(_rest);
        Locks = new(_rest);
        Tasks = new(_rest);
        Timelines = new(_rest);
        Runs = new(_rest);
        Releases = new(_rest);
        Activity = new(_rest);
        Insights = new(_rest);
    }

    /// <summary>What changed.</summary>
    public EventsClient Events { get; }

    /// <summary>What there is.</summary>
    public CatalogClient Catalog { get; }

    /// <summary>Who has what to themselves.</summary>
    public LocksClient Locks { get; }

    /// <summary>What should keep happening.</summary>
    public TasksClient Tasks { get; }

    /// <summary>What it is up to, over HTTP.</summary>
    public TimelinesClient Timelines { get; }

    /// <summary>What commands cost.</summary>
    public RunsClient Runs { get; }

    /// <summary>Which version goes where next.</summary>
    public ReleasesClient Releases { get; }

    /// <summary>Everything that happened, and what changed before it.</summary>
    public ActivityClient Activity { get; }

    /// <summary>How well change flows.</summary>
    public InsightsClient Insights { get; }

    /// <summary>How many datagrams were dropped: they broke a rule of the format, or did not get out of this machine.</summary>
    public long DatagramsDropped => _datagrams.Dropped;

    /// <summary>Notes that a task's job was done, once however often it has to be sent.</summary>
    /// <returns>The job's id.</returns>
    /// <exception cref="TrackerException">There is no such task (404), or it was not done.</exception>
    public Task<long> TrackJobAsync(long taskId, CancellationToken ct = default) => Tasks.TrackJobAsync(taskId, ct);

    /// <summary>What a context is up to, by datagrams: without waiting, and without a word when they are lost.</summary>
    /// <param name="context">The named collection of timelines, such as <c>ci/build-main</c>.</param>
    /// <param name="host">Where, for events that happen on several machines.</param>
    public TimelineSender Timeline(string context, string? host = null) => new(_datagrams, _options.Time, context, host);

    /// <summary>Ends calls that are under way. Datagrams that wait for a name to be looked up have a second more.</summary>
    public async ValueTask DisposeAsync()
    {
        _rest.Dispose();
        await _datagrams.DisposeAsync().ConfigureAwait(false);
    }

    private static bool IsHeader(string? text) => text is null || !text.AsSpan().ContainsAnyExceptInRange(' ', '~');

    private static EndPoint UdpOf(TrackerOptions options)
    {
        if (options.Udp is { } given) return given;
        var host = options.Server.DnsSafeHost;
        if (IPAddress.TryParse(host, out var address)) return new IPEndPoint(address, TrackerOptions.DefaultUdpPort);
        // The server listens on the IPv4 loopback; this name may mean another one, too.
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase)) return new IPEndPoint(IPAddress.Loopback, TrackerOptions.DefaultUdpPort);
        return new DnsEndPoint(host, TrackerOptions.DefaultUdpPort);
    }
}
