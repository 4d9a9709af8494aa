using System.Text.Json.Serialization;
using Tracker.Protocol.Api;
using Tracker.Rpc;
using Tracker.Server.Access;

namespace Tracker.Server.Operations.Retention;

/// <summary>How long things are kept, over REST.</summary>
public static class RetentionApi
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var admin = app.MapGroup("/api/v1/retention").WithMetadata(new ScopeRequirement(Scope.Admin)).WithTags("Operations");
        admin.MapGet("", ListAsync).WithSummary("Tells how long each kind of record is kept.");
        admin.MapPut("/{name}", SetAsync).WithSummary("Sets how many days a kind of record is kept; null means for ever.");
    }

    private static async Task<IResult> ListAsync(RetentionService retention, CancellationToken ct) =>
        TypedResults.Ok((await retention.ListAsync(ct)).Select(RetentionView.Of));

    private static async Task<IResult> SetAsync(string name, SetRetentionRequest request, HttpContext http, RetentionService retention, CancellationToken ct) =>
        (await retention.SetAsync(name, request.Days, Caller.Of(http), ct)).Answer(kept => TypedResults.Ok(RetentionView.Of(kept)));
}

/// <summary>Null days: for ever. The member must be there, so that an empty body does not mean for ever.</summary>
public sealed class SetRetentionRequest
{
    [JsonRequired]
    public int? Days { get; set; }
}

public sealed record RetentionView(
    string Name, string Title, int? Days,
    [property: JsonPropertyName("standard_days")] int? StandardDays, [property: JsonPropertyName("least_days")] int LeastDays)
{
    public static RetentionView Of(KeptFor kept) => new(kept.Rule.Name, kept.Rule.Title, kept.Days, kept.Rule.StandardDays, kept.Rule.LeastDays);
}
