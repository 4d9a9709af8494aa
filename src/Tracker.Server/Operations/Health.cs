using Dapper;
using Microsoft.AspNetCore.Http.HttpResults;
using Tracker.Protocol.Api;
using Tracker.Rpc;
using Tracker.Storage;

namespace Tracker.Server.Operations;

/// <summary>Whether the process lives, and whether it can serve: the store answers and the server is not stopping.</summary>
public static class Health
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/healthz").WithMetadata(new ScopeRequirement(Scope.Anonymous)).WithTags("Health");
        health.MapGet("/live", () => TypedResults.Ok(new HealthReport("ok", null)))
            .WithSummary("Whether the process lives.");
        health.MapGet("/ready", ReadyAsync)
            .WithSummary("Whether requests can be served: the store answers and the server is not stopping.");
    }

    private static async Task<Results<Ok<HealthReport>, JsonHttpResult<HealthReport>>> ReadyAsync(
        IDatabase database, IHostApplicationLifetime life, CancellationToken ct)
    {
        if (life.ApplicationStopping.IsCancellationRequested) return NotReady("the server is stopping");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(TimeSpan.FromSeconds(3));
        try
        {
            await using var connection = await database.OpenReadAsync(limit.Token);
            await connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT 1", cancellationToken: limit.Token));
            return TypedResults.Ok(new HealthReport("ok", null));
        }
        catch (Exception e) when (e is System.Data.Common.DbException or StorageUnavailableException or OperationCanceledException or TimeoutException)
        {
            return NotReady("the store does not answer");
        }
    }

    private static JsonHttpResult<HealthReport> NotReady(string reason) =>
        TypedResults.Json(new HealthReport("unavailable", reason), statusCode: StatusCodes.Status503ServiceUnavailable);
}

/// <param name="Status"><c>ok</c> or <c>unavailable</c>.</param>
/// <param name="Reason">Why it is unavailable.</param>
public sealed record HealthReport(string Status, string? Reason);
