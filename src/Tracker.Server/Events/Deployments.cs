using System.Data.Common;
using System.Globalization;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Events;

/// <summary>A version that was deployed with success.</summary>
/// <param name="Environment">In the contract's spelling; empty where the event named none.</param>
/// <param name="Version">That of the event, else that of the one it relates to; empty when neither tells.</param>
/// <param name="Since">When the deployment had ended.</param>
/// <param name="PreviousVersion">What ran there before it: the newest earlier version that is another one.</param>
[ModuleService]
public sealed record DeployedVersion(
    string Service, string Environment, string Version, DateTimeOffset Since, Guid EventId, string Owner, string? PreviousVersion)
{
    /// <summary>The event's own.</summary>
    public string Title { get; init; } = "";
}

/// <param name="Total">How many there are, exact up to 10,000.</param>
/// <param name="Capped">Whether there are more than <paramref name="Total"/>.</param>
[ModuleService]
public sealed record DeploymentPage(IReadOnlyList<DeployedVersion> Deployments, int Total, bool Capped);

/// <summary>Which version of a service runs where since when, as its deployment events tell.</summary>
[ModuleService]
public sealed class Deployments(IDatabase database)
{
    /// <summary>Services that can be asked for at once.</summary>
    public const int MaxServices = 100;

    /// <summary>How many deployments back a previous version is looked for.</summary>
    private const int MaxLookBack = 500;

    // The index of successful deployments is used by statements that say exactly this.
    private const string Deployed = "type = 1 AND status = 3";

    /// <summary>What is told of each event whose key is in <c>chosen</c>.</summary>
    private static readonly string Told =
        $"""
        SELECT c.service, c.environment, c.shown, c.reached_at, c.uuid, c.owner, (
            SELECT shown FROM (
              SELECT {Shown("p")} AS shown, p.reached_at, p.id FROM event p
              WHERE {Deployed} AND p.service = c.service AND p.environment = c.environment AND (p.reached_at, p.id) < (c.reached_at, c.id)
              ORDER BY p.reached_at DESC, p.id DESC LIMIT {MaxLookBack}) AS earlier
            WHERE shown <> '' AND shown <> c.shown
            ORDER BY reached_at DESC, id DESC LIMIT 1), c.title
        FROM (
          SELECT e.id, e.uuid, e.service, e.environment, e.owner, e.title, e.reached_at, {Shown("e")} AS shown
          FROM event e WHERE e.id IN (SELECT id FROM chosen)) AS c
        """;

    private static readonly string VersionAt =
        $"""
        SELECT {Shown("e")} FROM event e
        WHERE {Deployed} AND e.service = $1 AND e.environment = $2 AND e.reached_at <= $3
        ORDER BY e.reached_at DESC, e.id DESC LIMIT 1
        """;

    private static readonly string Environments = string.Join(", ", Enum.GetValues<EventEnvironment>().Select(e => $"({(int)e})"));

    /// <summary>The version that runs in each environment, in the contract's order.</summary>
    public async Task<IReadOnlyList<DeployedVersion>> CurrentAsync(string service, CancellationToken ct) => await CurrentAsync([service], ct);

    /// <summary>The same for many services at once, by service and environment.</summary>
    public async Task<IReadOnlyList<DeployedVersion>> CurrentAsync(IReadOnlyCollection<string> services, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(services.Count, MaxServices);
        if (services.Count == 0) return [];
        var names = string.Join(", ", Enumerable.Range(1, services.Count).Select(i => string.Create(CultureInfo.InvariantCulture, $"(CAST(${i} AS TEXT))")));
        return await database.QueryAsync(
            $"""
            WITH named(service) AS (VALUES {names}), place(environment) AS (VALUES {Environments}), chosen AS (
              SELECT (SELECT id FROM event WHERE {Deployed} AND service = named.service AND environment = place.environment
                      ORDER BY reached_at DESC, id DESC LIMIT 1) AS id
              FROM named CROSS JOIN place)
            {Told} ORDER BY c.service, c.environment
            """,
            Read, ct, services.Select(s => (SqlValue)s).ToArray());
    }

    /// <summary>What was deployed with success, the newest first.</summary>
    /// <param name="service">Its name.</param>
    /// <param name="environment">Only there; null means everywhere.</param>
    /// <param name="perPage">How many, at most 1000.</param>
    /// <param name="page">From 1.</param>
    public async Task<DeploymentPage> HistoryAsync(string service, EventEnvironment? environment, int perPage, int page, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(page, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(perPage, Math.Clamp(perPage, 1, EventQuery.MaxPerPage));
        var where = $"WHERE {Deployed} AND service = $1" + (environment is null ? "" : " AND environment = $2");
        List<SqlValue> values = environment is { } only ? [service, (int)only] : [service];
        await using var connection = await database.OpenReadAsync(ct);
        var total = (int)await connection.FirstAsync(
            $"SELECT count(*) FROM (SELECT 1 FROM event {where} LIMIT {EventReader.ExactTotal + 1}) AS matches", r => r.GetInt64(0), ct, [.. values]);
        var rows = await connection.QueryAsync(
            $"""
            WITH chosen AS (SELECT id FROM event {where} ORDER BY reached_at DESC, id DESC LIMIT ${values.Count + 1} OFFSET ${values.Count + 2})
            {Told} ORDER BY c.reached_at DESC, c.id DESC
            """,
            Read, ct, [.. values, perPage, (page - 1L) * perPage]);
        return new(rows, Math.Min(total, EventReader.ExactTotal), total > EventReader.ExactTotal);
    }

    /// <summary>The version that ran at an instant, as told; null when nothing was deployed before, empty when its event tells no version.</summary>
    public Task<string?> VersionAtAsync(string service, EventEnvironment environment, DateTimeOffset at, CancellationToken ct) => database.FirstAsync(
        VersionAt, r => (string?)r.GetString(0), ct, service, (int)environment, at);

    /// <summary>The version of an event, or of the one it relates to: the first of two calls tells what the second one ends.</summary>
    private static string Shown(string e) =>
        $"CASE WHEN {e}.version <> '' THEN {e}.version ELSE COALESCE((SELECT version FROM event r WHERE r.uuid = {e}.related_uuid), '') END";

    private static DeployedVersion Read(DbDataReader r) => new(
        r.GetString(0), EventNames.Of((EventEnvironment)r.GetInt32(1)), r.GetString(2), r.GetInstant(3), r.GetUuid(4), r.GetString(5), r.GetText(6))
    {
        Title = r.GetString(7),
    };
}
