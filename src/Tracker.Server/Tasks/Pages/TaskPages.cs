using Tracker.Protocol.Api;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Operations;
using Tracker.Server.Web;
using Tracker.Server.Web.Components;

namespace Tracker.Server.Tasks.Pages;

/// <summary>The pages' place in the navigation, and where their buttons post to.</summary>
internal static class TaskPages
{
    public static void AddTaskPages(this IServiceCollection services) =>
        services.AddSingleton(new NavItem("Observe", 30, "/tasks", "Tasks", TaskText.Icon, 't'));

    public static void MapTaskPages(this WebApplication app)
    {
        var posts = app.MapGroup("/tasks/{id:long}").WithMetadata(new ScopeRequirement(Scope.Write)).ExcludeFromDescription();
        posts.MapPost("/pause", PauseAsync);
        posts.MapPost("/resume", ResumeAsync);
        posts.MapPost("/delete", DeleteAsync);
    }

    // The forms are not looked at, but asking for them is what makes the framework check the antiforgery token.
    private static async Task<IResult> PauseAsync(HttpContext http, long id, IFormCollection form, TaskService tasks, Flash flash, CancellationToken ct) =>
        Answer(http, flash, await tasks.PauseAsync(id, null, ct), "The task is paused.", $"/tasks/{id}");

    private static async Task<IResult> ResumeAsync(HttpContext http, long id, IFormCollection form, TaskService tasks, Flash flash, CancellationToken ct) =>
        Answer(http, flash, await tasks.ResumeAsync(id, ct), "The task is watched again.", $"/tasks/{id}");

    private static async Task<IResult> DeleteAsync(HttpContext http, long id, IFormCollection form, TaskService tasks, Flash flash, CancellationToken ct) =>
        Answer(http, flash, await tasks.DeleteAsync(id, Caller.Of(http), ct), "The task is deleted.", "/tasks");

    private static IResult Answer(HttpContext http, Flash flash, Outcome<ScheduledTask> outcome, string done, string to)
    {
        flash.Set(http, outcome.Failure is null ? FlashKind.Success : FlashKind.Failure, outcome.Failure?.Message ?? done);
        return Results.Redirect(to);
    }
}
