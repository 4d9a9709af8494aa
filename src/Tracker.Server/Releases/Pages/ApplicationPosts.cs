using Tracker.Protocol.Api;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Operations;
using Tracker.Server.Releases.Queues;
using Tracker.Server.Releases.Trackers;
using Tracker.Server.Web;

namespace Tracker.Server.Releases.Pages;

/// <summary>Where the buttons of an application's pages post to; they lead back to it.</summary>
internal static class ApplicationPosts
{
    public static void Map(IEndpointRouteBuilder app)
    {
        var posts = app.MapGroup("/releases/{name}").WithMetadata(new ScopeRequirement(Scope.Write)).ExcludeFromDescription();
        posts.MapPost("/poll", PollAsync);
        posts.MapPost("/delete", DeleteAsync);
        posts.MapPost("/entries/{id:guid}/promote", PromoteAsync);
        posts.MapPost("/entries/{id:guid}/approve", ApproveAsync);
        posts.MapPost("/entries/{id:guid}/skip", SkipAsync);
        posts.MapPost("/pins/{environment}", PinAsync);
        posts.MapPost("/pins/{environment}/delete", UnpinAsync);
    }

    // Where a form is not looked at, asking for it is what makes the framework check the antiforgery token.
    private static async Task<IResult> PollAsync(HttpContext http, string name, IFormCollection form, TrackerService trackers, Flash flash, CancellationToken ct) =>
        Answer(http, flash, name, (await trackers.LookAsync(name, ct)).Failure, "Its file and its image were looked at.");

    private static async Task<IResult> DeleteAsync(HttpContext http, string name, IFormCollection form, TrackerService trackers, Flash flash, CancellationToken ct)
    {
        if ((await trackers.DeleteAsync(name, Caller.Of(http), ct)).Failure is { } failure) return Answer(http, flash, name, failure, "");
        flash.Set(http, FlashKind.Success, $"{name} is not followed any more.");
        return Results.Redirect("/releases/trackers");
    }

    private static async Task<IResult> PromoteAsync(HttpContext http, string name, Guid id, IFormCollection form, ReleaseService releases, Flash flash, CancellationToken ct) =>
        Answer(http, flash, name, (await releases.PromoteAsync(id, Caller.Of(http), ct)).Failure, "It is promoted.");

    private static async Task<IResult> ApproveAsync(HttpContext http, string name, Guid id, IFormCollection form, ReleaseService releases, Flash flash, CancellationToken ct) =>
        Answer(http, flash, name, (await releases.ApproveAsync(id, Caller.Of(http), ct)).Failure, "It is approved.");

    private static async Task<IResult> SkipAsync(HttpContext http, string name, Guid id, IFormCollection form, ReleaseService releases, Flash flash, CancellationToken ct) =>
        Answer(http, flash, name, (await releases.SkipAsync(id, Text(form, "reason"), Caller.Of(http), ct)).Failure, "It is skipped.");

    private static async Task<IResult> PinAsync(HttpContext http, string name, string environment, IFormCollection form, PinService pins, Flash flash, CancellationToken ct)
    {
        if (!Guid.TryParse(Text(form, "release"), out var release)) return Answer(http, flash, name, Failure.Invalid("release is required: the release that the application stays at."), "");
        return Answer(http, flash, name, (await pins.PinAsync(name, environment, release, Text(form, "reason"), Caller.Of(http), ct)).Failure, $"{name} is pinned in {environment}.");
    }

    private static async Task<IResult> UnpinAsync(HttpContext http, string name, string environment, IFormCollection form, PinService pins, Flash flash, CancellationToken ct) =>
        Answer(http, flash, name, (await pins.UnpinAsync(name, environment, Caller.Of(http), ct)).Failure, $"{name} is not pinned in {environment} any more.");

    private static string Text(IFormCollection form, string field) => form[field].ToString().Trim();

    private static IResult Answer(HttpContext http, Flash flash, string name, Failure? failure, string done)
    {
        flash.Set(http, failure is null ? FlashKind.Success : FlashKind.Failure, failure?.Message ?? done);
        return Results.Redirect("/releases/" + Uri.EscapeDataString(name));
    }
}
