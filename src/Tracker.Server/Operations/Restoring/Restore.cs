using System.Text.Json;
using Tracker.Protocol.Api;
using Tracker.Rpc;
using Tracker.Server.Access;

namespace Tracker.Server.Operations.Restoring;

/// <summary>
/// Takes records as another server had them: with their ids, times and history. For administrators only, since nothing else lets
/// anybody say what happened in the past. Nobody is told of what is restored, and what is there already stays as it is.
/// </summary>
internal static class Restore
{
    private const int Most = 1_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <param name="app">Where to.</param>
    /// <param name="kind">What the records are, as in the address.</param>
    /// <param name="store">Stores some of them and tells of each what became of it.</param>
    public static void MapRestore(this IEndpointRouteBuilder app, string kind, Func<IReadOnlyList<JsonElement>, Caller, CancellationToken, Task<List<RestoredView>>> store) =>
        app.MapPost("/api/v1/restore/" + kind, (HttpContext http, CancellationToken ct) => TakeAsync(http, store, ct))
            .WithMetadata(new ScopeRequirement(Scope.Admin))
            .WithTags("Restore")
            .WithSummary($"Stores {kind} as another server had them, up to {Most} at once; what is there already stays as it is.")
            .Accepts<JsonElement>("application/json")
            .Produces<List<RestoredView>>();

    /// <summary>A record as what it is to be, or what is wrong with it.</summary>
    public static Outcome<T> Read<T>(JsonElement record)
        where T : class
    {
        try
        {
            return record.Deserialize<T>(Json) is { } read ? read : Failure.Invalid("It must be a JSON object.");
        }
        catch (JsonException e)
        {
            return Failure.Invalid(e.Path?.TrimStart('$').TrimStart('.') is { Length: > 0 } field ? $"{field} is not of its type." : "It must be a JSON object.");
        }
    }

    private static async Task<IResult> TakeAsync(HttpContext http, Func<IReadOnlyList<JsonElement>, Caller, CancellationToken, Task<List<RestoredView>>> store, CancellationToken ct)
    {
        if (!http.Request.HasJsonContentType()) return (Failure.Invalid("The body must be application/json.") with { HttpStatus = StatusCodes.Status415UnsupportedMediaType }).ToProblem();
        try
        {
            using var body = await JsonDocument.ParseAsync(http.Request.Body, cancellationToken: ct);
            if (body.RootElement.ValueKind != JsonValueKind.Array) return Failure.Invalid("The body must be an array of records.").ToProblem();
            if (body.RootElement.GetArrayLength() > Most) return Failure.Invalid($"The body may have at most {Most} records.").ToProblem();
            return TypedResults.Ok(await store([.. body.RootElement.EnumerateArray()], Caller.Of(http), ct));
        }
        catch (JsonException)
        {
            return Failure.Invalid("The body must be an array of records.").ToProblem();
        }
    }
}
