using System.Text.Json;
using System.Text.Json.Serialization;
using Tracker.Protocol.Api;
using Tracker.Rpc;
using Tracker.Server.Operations;

namespace Tracker.Server.Releases.Hooks;

/// <summary>
/// Where git hosts and registries tell that something was pushed. They have no keys of ours: they sign, or show, a secret of
/// TRACKER_HOOK_SECRETS. Nothing is polled in the request.
/// </summary>
public static class HooksApi
{
    /// <summary>What is of no interest.</summary>
    private static Outcome<int>? Nothing => null;

    private static readonly Failure Off = Failure.NotFound("Webhooks are not taken here: whoever runs the server sets TRACKER_HOOK_SECRETS, and gives one of the secrets to the host that calls.");
    private static readonly Failure NotSigned = new(RpcCode.Unauthenticated, "X-Hub-Signature-256 is not the body's HMAC by a secret of TRACKER_HOOK_SECRETS.");
    private static readonly Failure NotKnown = new(RpcCode.Unauthenticated, "The secret that was shown is none of TRACKER_HOOK_SECRETS.");
    private static readonly Failure NoJson = Failure.Invalid("The body must be JSON: choose application/json as the webhook's content type.");

    public static void Map(IEndpointRouteBuilder app)
    {
        var hooks = app.MapGroup("/hooks").WithMetadata(new ScopeRequirement(Scope.Anonymous)).WithTags("Webhooks");
        Answers(hooks.MapPost("/github", GitHubAsync)).WithSummary("Takes GitHub's webhooks: a push is followed by a look at the trackers of that repository. Signed by X-Hub-Signature-256.");
        Answers(hooks.MapPost("/gitlab", GitLabAsync)).WithSummary("The same for GitLab's push and tag push events. The secret is X-Gitlab-Token.");
        Answers(hooks.MapPost("/registry", RegistryAsync)).WithSummary("Takes a registry's notifications (CNCF Distribution, Quay, Docker Hub): a pushed tag is followed by a look at the trackers of that image. The secret is Authorization, Bearer or a Basic password.");
    }

    private static Task<IResult> GitHubAsync(HttpContext http, HookOptions options, WantedPolls polls, CancellationToken ct) => TakeAsync(
        http, options, body => options.Signed(body, http.Request.Headers["X-Hub-Signature-256"].ToString()) ? null : NotSigned,
        async body => http.Request.Headers["X-GitHub-Event"] != "push" ? Nothing
            : GitPush.OfGitHub(body) is { } push ? await polls.OfAsync(push, ct) : Failure.Invalid("The push must have ref and repository.full_name."));

    private static Task<IResult> GitLabAsync(HttpContext http, HookOptions options, WantedPolls polls, CancellationToken ct) => TakeAsync(
        http, options, _ => options.Knows(http.Request.Headers["X-Gitlab-Token"].ToString()) ? null : NotKnown,
        async body => body.At("object_kind").Text() is not ("push" or "tag_push") ? Nothing
            : GitPush.OfGitLab(body) is { } push ? await polls.OfAsync(push, ct) : Failure.Invalid("The push must have ref and project.path_with_namespace."));

    private static Task<IResult> RegistryAsync(HttpContext http, HookOptions options, WantedPolls polls, CancellationToken ct) => TakeAsync(
        http, options, _ => options.Knows(Shown(http.Request.Headers.Authorization.ToString())) ? null : NotKnown,
        async body => PushedImages.Read(body) switch
        {
            null => Failure.Invalid("The body must be a notification of CNCF Distribution (events), Quay (updated_tags) or Docker Hub (push_data)."),
            [] => Nothing,
            var images => await polls.OfAsync(images, ct),
        });

    /// <param name="wrong">Why the caller is not believed; null when it is.</param>
    private static async Task<IResult> TakeAsync(HttpContext http, HookOptions options, Func<byte[], Failure?> wrong, Func<JsonElement, Task<Outcome<int>?>> take)
    {
        if (!options.IsOn) return Off.ToProblem();
        if (await JsonBody.BytesAsync(http) is not { } bytes) return JsonBody.TooLong.ToProblem();
        if (wrong(bytes) is { } refused) return refused.ToProblem();
        using var json = HookJson.Parse(bytes);
        if (json is null) return NoJson.ToProblem();
        return await take(json.RootElement) is { } outcome ? outcome.Answer(trackers => TypedResults.Accepted((string?)null, new HookAnswer(trackers))) : TypedResults.NoContent();
    }

    /// <summary>The secret in an Authorization header: a bearer token, or a password, as senders put it that are given an address with a user.</summary>
    private static string Shown(string header) =>
        header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..].Trim() : HttpBasic.PasswordOf(header) ?? "";

    private static RouteHandlerBuilder Answers(RouteHandlerBuilder route) => route.Produces<HookAnswer>(202).Produces(204).ProducesProblem(401).ProducesProblem(404);
}

/// <param name="Trackers">How many trackers follow what was pushed to: they are looked at now.</param>
public sealed record HookAnswer([property: JsonPropertyName("trackers")] int Trackers);
