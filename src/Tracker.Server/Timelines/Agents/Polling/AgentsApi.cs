using System.Text.Json.Serialization;
using Tracker.Protocol.Api;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Operations;

namespace Tracker.Server.Timelines.Agents.Polling;

/// <summary>Agents over REST, for administrators.</summary>
internal static class AgentsApi
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var admin = app.MapGroup("/api/v1/agents").WithMetadata(new ScopeRequirement(Scope.Admin)).WithTags("Agents");
        admin.MapGet("", ListAsync).WithSummary("Lists the agents whose messages this server fetches, by name.").Produces<List<AgentView>>();
        admin.MapPost("", CreateAsync).WithSummary("Fetches an agent's messages from now on.").Produces<AgentView>(201);
        admin.MapDelete("/{id:guid}", DeleteAsync).WithSummary("Fetches an agent's messages no more; what it keeps stays there.").Produces(204);
    }

    private static async Task<IResult> ListAsync(AgentService agents, CancellationToken ct) => TypedResults.Ok((await agents.ListAsync(ct)).ConvertAll(AgentView.Of));

    private static async Task<IResult> CreateAsync(CreateAgentRequest request, HttpContext http, AgentService agents, CancellationToken ct) =>
        (await agents.CreateAsync(request.Name, request.Url, request.Key, Caller.Of(http), ct)).Answer(a => TypedResults.Created($"/api/v1/agents/{a.Id}", AgentView.Of(a)));

    private static async Task<IResult> DeleteAsync(Guid id, HttpContext http, AgentService agents, CancellationToken ct) =>
        (await agents.DeleteAsync(id, Caller.Of(http), ct)).Answer(_ => TypedResults.NoContent());
}

/// <param name="Url">Where the agent answers, such as <c>https://edge-1.example.com:8124</c>.</param>
/// <param name="Key">Its AGENT_KEY; never shown again.</param>
public sealed record CreateAgentRequest(
    [property: JsonPropertyName("name")] string? Name, [property: JsonPropertyName("url")] string? Url, [property: JsonPropertyName("key")] string? Key);

/// <param name="Messages">How many came from it.</param>
/// <param name="SeenAt">When it answered last.</param>
/// <param name="Error">Why it did not, the last time; empty when it did.</param>
public sealed record AgentView(
    [property: JsonPropertyName("id")] Guid Id,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("url")] string Url,
    [property: JsonPropertyName("created_by")] string CreatedBy,
    [property: JsonPropertyName("created_at")] DateTimeOffset CreatedAt,
    [property: JsonPropertyName("messages")] long Messages,
    [property: JsonPropertyName("seen_at")] DateTimeOffset? SeenAt,
    [property: JsonPropertyName("error")] string Error)
{
    internal static AgentView Of(Agent a) => new(a.Id, a.Name, a.Url, a.CreatedBy, a.CreatedAt, a.Messages, a.SeenAt, a.Error);
}
