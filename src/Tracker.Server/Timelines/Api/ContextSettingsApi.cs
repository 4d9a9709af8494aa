using System.Text.Json;
using Tracker.Server.Access;
using Tracker.Server.Operations;

namespace Tracker.Server.Timelines.Api;

/// <summary>Settings of contexts, and the deletion of contexts and timelines.</summary>
internal static class ContextSettingsApi
{
    private const int MostBytes = 100_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task<IResult> ConfigureAsync(HttpContext http, ContextService contexts, TimelineReader reader, CancellationToken ct)
    {
        var name = TimelineNames.Of(http, "context");
        if (MessageBody.CheckContext(name) is { } wrong) return wrong.ToProblem();
        if (!(await ReadAsync(http, ct)).TryGet(out var request, out var failure)) return failure.ToProblem();
        if (!(await contexts.ConfigureAsync(name, request, Caller.Of(http), ct)).TryGet(out var made, out failure)) return failure.ToProblem();
        if (!Paging.Of(null, null, 50).TryGet(out var page, out failure)) return failure.ToProblem();
        if (made.IsNew) http.Response.Headers.Location = HalLinks.Of(name);
        return await HalApi.ShowAsync(made.Context, "", page, reader, ct, made.IsNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    public static async Task<IResult> DeleteAsync(HttpContext http, TimelineNames names, ContextService contexts, CancellationToken ct)
    {
        if (!(await names.ContextAsync(http, ct)).TryGet(out var context, out var failure)) return failure.ToProblem();
        await contexts.DeleteAsync(context, Caller.Of(http), ct);
        return TypedResults.NoContent();
    }

    public static async Task<IResult> DeleteTimelineAsync(HttpContext http, TimelineNames names, ContextService contexts, CancellationToken ct)
    {
        if (!(await names.ContextAsync(http, ct)).TryGet(out var context, out var failure)) return failure.ToProblem();
        if (!(await names.TimelineAsync(context, TimelineNames.Of(http, "timeline"), ct)).TryGet(out var timeline, out failure)) return failure.ToProblem();
        await contexts.DeleteAsync(context, timeline, Caller.Of(http), ct);
        return TypedResults.NoContent();
    }

    private static async Task<Outcome<ContextRequest>> ReadAsync(HttpContext http, CancellationToken ct)
    {
        if (!(await BoundedBody.ReadAsync(http.Request.Body, MostBytes, ct)).TryGet(out var body, out var failure)) return failure;
        try
        {
            return JsonSerializer.Deserialize<ContextRequest>(body, Json) is { } request ? request : Failure.Invalid("The body must be a JSON object.");
        }
        catch (JsonException e)
        {
            return Failure.Invalid(e.Path is { Length: > 2 } path ? $"{path.TrimStart('$', '.')} is not of its type." : "The body must be a JSON object.");
        }
    }
}
