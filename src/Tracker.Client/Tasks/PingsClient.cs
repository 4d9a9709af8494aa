using System.Globalization;
using System.Text;
using Tracker.Client.Connect;
using Tracker.Client.Json;

namespace Tracker.Client.Tasks;

/// <summary>
/// Reports of jobs by their task's address; no credentials are needed. A ping whose answer is lost is not sent again: it may have
/// been counted. Every method throws <see cref="TrackerException"/> when it was not done.
/// </summary>
public sealed class PingsClient
{
    private static readonly Route ByIdRoute = Route.Post("/ping/{id}", Repeat.Twice);
    private static readonly Route ByIdSignalRoute = Route.Post("/ping/{id}/{signal}", Repeat.Twice);
    private static readonly Route BySlugRoute = Route.Post("/ping/{key}/{slug}", Repeat.Twice);
    private static readonly Route BySlugSignalRoute = Route.Post("/ping/{key}/{slug}/{signal}", Repeat.Twice);

    private readonly RestConnection _rest;

    internal PingsClient(RestConnection rest) => _rest = rest;

    /// <summary>Tells that a run succeeded, began or failed, or a message.</summary>
    /// <example><code>
    /// var backup = PingAddress.Of(Guid.Parse(Environment.GetEnvironmentVariable("BACKUP_PING")!));
    /// await client.Tasks.Pings.SendAsync(backup, PingSignal.Start);
    /// </code></example>
    public Task SendAsync(PingAddress address, PingSignal signal = PingSignal.Success, PingDetails? details = null, CancellationToken ct = default) =>
        SendAsync(address, WireNames<PingSignal>.Of(signal), details, ct);

    /// <summary>Tells with which status a run ended: 0 is success, 1 to 255 failure.</summary>
    public Task SendExitAsync(PingAddress address, byte exitStatus, PingDetails? details = null, CancellationToken ct = default) =>
        SendAsync(address, exitStatus.ToString(CultureInfo.InvariantCulture), details, ct);

    private Task SendAsync(PingAddress address, string signal, PingDetails? details, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(address);
        var (route, path) = (address.Slug, signal) switch
        {
            (null, "") => (ByIdRoute, ByIdRoute.Path(address.First)),
            (null, _) => (ByIdSignalRoute, ByIdSignalRoute.Path(address.First, signal)),
            ({ } slug, "") => (BySlugRoute, BySlugRoute.Path(address.First, slug)),
            ({ } slug, _) => (BySlugSignalRoute, BySlugSignalRoute.Path(address.First, slug, signal)),
        };
        var query = new Query().Add("rid", details?.RunId?.ToString("D")).Add("create", details?.Create == true ? "1" : null);
        return _rest.SendAsync(new Exchange(route, path + query) { Body = Encoding.UTF8.GetBytes(details?.Body ?? ""), BodyType = "text/plain", Accept = "text/plain" }, ct);
    }
}
