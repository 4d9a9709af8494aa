using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tracker.Protocol.Api;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Catalog;
using Tracker.Server.Events;
using Tracker.Server.Operations;

namespace Tracker.Server.Feeds;

/// <summary>Annotations by the contract of Grafana's JSON data sources (simpod-json-datasource, SimpleJson).</summary>
public static class GrafanaApi
{
    /// <summary>The newest so many are marked.</summary>
    public const int MaxAnnotations = 500;

    private const int MaxQuery = 500;

    public static void Map(IEndpointRouteBuilder app)
    {
        var grafana = app.MapGroup("/api/v1/grafana").WithMetadata(new ScopeRequirement(Scope.Read), new TakesBasic()).WithTags("Feeds");
        grafana.MapGet("/", () => TypedResults.Ok(new GrafanaStatus("ok"))).WithSummary("Tells Grafana that the data source works.");
        grafana.MapPost("/search", SearchAsync).WithSummary("Lists values for a variable: target is service, environment or type.").Accepts<GrafanaSearch>("application/json").Produces<List<string>>();
        grafana.MapPost("/annotations", AnnotationsAsync).WithSummary("Marks events and freeze windows of a range, the newest first, at most 500.")
            .Accepts<GrafanaRequest>("application/json").Produces<List<GrafanaAnnotation>>();
    }

    private static async Task<IResult> SearchAsync(HttpContext http, EventFeed events, CancellationToken ct)
    {
        if (!(await JsonBody.ReadAsync<GrafanaSearch>(http, optional: true)).TryGet(out var search, out var failure)) return failure.ToProblem();
        return search.Target switch
        {
            "service" => TypedResults.Ok(await events.ServicesAsync(ct)),
            "environment" => TypedResults.Ok(EnvironmentNames.Known.ToList()),
            "type" => TypedResults.Ok(EnumNames.All<EventType>().Select(t => t.Name).ToList()),
            null or "" => TypedResults.Ok(new List<string> { "service", "environment", "type" }),
            _ => Failure.Invalid($"target: \"{search.Target}\" may be service, environment or type.").ToProblem(),
        };
    }

    private static async Task<IResult> AnnotationsAsync(HttpContext http, EventFeed events, FreezeTimes freezes, CancellationToken ct)
    {
        if (!(await JsonBody.ReadAsync<GrafanaRequest>(http)).TryGet(out var request, out var failure)) return failure.ToProblem();
        if (request.Range is not { From: { } from, To: { } to }) return Failure.Invalid("range.from and range.to are required, as RFC 3339 times.").ToProblem();
        if (from.Year < 1900 || to.Year > 9000) return Failure.Invalid("range must lie between the years 1900 and 9000.").ToProblem();
        if (from > to) return Failure.Invalid("range.from is after range.to.").ToProblem();
        if (request.QueryText.Length > MaxQuery) return Failure.Invalid($"annotation.query may have at most {MaxQuery} characters.").ToProblem();
        if (!AnnotationQuery.Of(request.QueryText).TryGet(out var query, out failure)) return failure.ToProblem();
        if (!(await events.SearchAsync(query.Text, from, to, MaxAnnotations, ct)).TryGet(out var found, out failure)) return failure.ToProblem();

        var marks = new List<GrafanaAnnotation>();
        if (query.Kind != AnnotationQuery.Freeze) marks.AddRange(found.Events.Select(e => Of(e, request.Annotation)));
        if (query.Kind == AnnotationQuery.Freeze || (query.Kind.Length == 0 && found.OnlyPlace))
        {
            marks.AddRange((await freezes.BetweenAsync(found.Services, found.Environments, from, to, MaxAnnotations, ct)).Select(f => Of(f, request.Annotation)));
        }

        return TypedResults.Ok(marks.OrderByDescending(m => m.Time).Take(MaxAnnotations).ToList());
    }

    private static GrafanaAnnotation Of(FeedEvent e, JsonElement? asked)
    {
        string[] tags = [EnumNames.Of(e.Type), EnumNames.Of(e.Status), e.Service, EnumNames.Of(e.Environment)];
        return new(asked, Milliseconds(e.Start), e.End > e.Start ? Milliseconds(e.End.Value) : null, e.Title, $"{e.Service}, {EnumNames.Of(e.Type)}: /events/{e.Id}", [.. tags.Where(t => t.Length > 0)]);
    }

    private static GrafanaAnnotation Of(FreezeTime freeze, JsonElement? asked) => new(
        asked, Milliseconds(freeze.Span.Start), Milliseconds(freeze.Span.End), "Freeze: " + freeze.Window.Reason,
        string.Create(CultureInfo.InvariantCulture, $"service {freeze.Window.Service}, environment {freeze.Window.Environment}: /locks/freezes/{freeze.Window.Id}"), ["freeze"]);

    private static long Milliseconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds();
}

public sealed record GrafanaSearch([property: JsonPropertyName("target")] string? Target = null);

public sealed record GrafanaRange([property: JsonPropertyName("from")] DateTimeOffset? From, [property: JsonPropertyName("to")] DateTimeOffset? To);

public sealed record GrafanaRequest(
    [property: JsonPropertyName("range")] GrafanaRange? Range = null, [property: JsonPropertyName("annotation")] JsonElement? Annotation = null)
{
    /// <summary>What the person who made the dashboard typed.</summary>
    internal string QueryText => Annotation is { ValueKind: JsonValueKind.Object } asked && asked.TryGetProperty("query", out var query) && query.ValueKind == JsonValueKind.String ? query.GetString()! : "";
}

/// <param name="Annotation">That of the request, as the older of the two data sources wants it.</param>
/// <param name="Time">Unix milliseconds.</param>
/// <param name="TimeEnd">The same, of what lasted.</param>
public sealed record GrafanaAnnotation(
    [property: JsonPropertyName("annotation"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonElement? Annotation,
    [property: JsonPropertyName("time")] long Time,
    [property: JsonPropertyName("timeEnd"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? TimeEnd,
    [property: JsonPropertyName("title")] string Title,
    [property: JsonPropertyName("text")] string Text,
    [property: JsonPropertyName("tags")] IReadOnlyList<string> Tags);

/// <summary>What Grafana asks for when a data source is saved.</summary>
public sealed record GrafanaStatus([property: JsonPropertyName("status")] string Status);
