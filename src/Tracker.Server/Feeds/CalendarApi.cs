using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using Tracker.Protocol.Api;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Catalog;
using Tracker.Server.Operations;

namespace Tracker.Server.Feeds;

/// <summary>The calendar that programs subscribe to.</summary>
public static class CalendarApi
{
    private const int MaxValues = 50;
    private const string FreezeType = "freeze";

    public static void Map(IEndpointRouteBuilder app) => app.MapGet("/calendar.ics", GetAsync)
        .WithMetadata(new ScopeRequirement(Scope.Read), new TakesBasic()).WithTags("Feeds")
        .WithSummary("Planned and running events and freeze windows of the coming 90 days as iCalendar; a key may come as the password of HTTP Basic.")
        .Produces<string>(200, "text/calendar").Produces(304);

    private static async Task<IResult> GetAsync(
        HttpContext http, [FromQuery] string[]? service, [FromQuery] string[]? environment, [FromQuery] string[]? type, CalendarFeed calendar, [FromServices] EnvironmentNames environments, CancellationToken ct)
    {
        if (!QueryOf(service ?? [], environment ?? [], type ?? [], environments).TryGet(out var query, out var failure)) return failure.ToProblem();
        var body = Encoding.UTF8.GetBytes(await calendar.WriteAsync(query, $"{http.Request.Scheme}://{http.Request.Host}", ct));
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 16))}\"");
        http.Response.Headers.CacheControl = "private, no-cache";
        return Results.Bytes(body, "text/calendar; charset=utf-8", entityTag: tag);
    }

    private static Outcome<CalendarQuery> QueryOf(string[] services, string[] inEnvironments, string[] types, EnvironmentNames environments)
    {
        foreach (var (name, values) in new[] { ("service", services), ("environment", inEnvironments), ("type", types) })
        {
            if (values.Length > MaxValues) return Failure.Invalid($"{name} may be given {MaxValues} times.");
        }

        var (places, kinds) = (new List<EventEnvironment>(), new List<EventType>());
        foreach (var text in inEnvironments)
        {
            if (!environments.TryParse(text, out var place)) return Failure.Invalid($"environment: \"{text}\" is not one of {string.Join(", ", EnvironmentNames.Known)}, nor an alias of one.");
            places.Add(place);
        }

        foreach (var text in types.Where(t => t != FreezeType))
        {
            if (!EnumNames.TryParse<EventType>(text, out var kind)) return Failure.Invalid($"type: \"{text}\" is not one of {EnumNames.Choices<EventType>()}, {FreezeType}.");
            kinds.Add(kind);
        }

        return new CalendarQuery(services, places, kinds, Freezes: types.Length == 0 || types.Contains(FreezeType), Events: types.Length == 0 || kinds.Count > 0);
    }
}
