using Tracker.Protocol.Api;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Operations;
using Tracker.Server.Web;
using Tracker.Server.Web.Components;
using Tracker.Server.Web.Forms;

namespace Tracker.Server.Tasks.Pages;

/// <summary>The pages' place in the navigation, and where their buttons post to.</summary>
internal static class TaskPages
{
    public static void AddTaskPages(this IServiceCollection services)
    {
        services.AddSingleton(new NavItem("Observe", 30, "/tasks", "Tasks", TaskText.Icon, 't'));
        services.AddSingleton(new AdminTab(25, "/admin/ping-key", "Ping key"));
    }

    public static void MapTaskPages(this WebApplication app)
    {
        var posts = app.MapGroup("/tasks/{id:long}").WithMetadata(new ScopeRequirement(Scope.Write)).ExcludeFromDescription();
        posts.MapPost("/pause", PauseAsync);
        posts.MapPost("/resume", ResumeAsync);
        posts.MapPost("/snooze", SnoozeAsync);
        posts.MapPost("/unsnooze", UnsnoozeAsync);
        posts.MapPost("/delete", DeleteAsync);

        var admin = app.MapGroup("/admin").WithMetadata(new ScopeRequirement(Scope.Admin)).ExcludeFromDescription();
        admin.MapPost("/ping-key/renew", (HttpContext http, IFormCollection form, PingKeys keys, Flash flash, CancellationToken ct) => RenewAsync(http, keys, flash, ct));
        admin.MapPost("/badge-key/renew", (HttpContext http, IFormCollection form, BadgeKeys keys, Flash flash, CancellationToken ct) => RenewAsync(http, keys, flash, ct));
    }

    // The forms are not looked at, but asking for them is what makes the framework check the antiforgery token.
    private static async Task<IResult> PauseAsync(HttpContext http, long id, IFormCollection form, TaskService tasks, ViewerTime viewer, Flash flash, CancellationToken ct)
    {
        DateTimeOffset? until = null;
        if (form["until"].ToString() is { Length: > 0 } text)
        {
            if (!LocalTime.TryRead(viewer, text, out var at)) return Answer(http, flash, Failure.Invalid("Until must be a time."), "", $"/tasks/{id}");
            until = at.ToUniversalTime();
        }

        return Answer(http, flash, await tasks.PauseAsync(id, until, ct), "The task is paused.", $"/tasks/{id}");
    }

    private static async Task<IResult> SnoozeAsync(HttpContext http, long id, IFormCollection form, TaskService tasks, Flash flash, CancellationToken ct) =>
        Answer(
            http, flash, TaskDuration.TryParse(form["for"].ToString(), out var span) ? await tasks.SnoozeAsync(id, new() { For = span }, ct) : Failure.Invalid("For must be a duration such as 2h."),
            "Nobody is told of it for a while.", $"/tasks/{id}");

    private static async Task<IResult> UnsnoozeAsync(HttpContext http, long id, IFormCollection form, TaskService tasks, Flash flash, CancellationToken ct) =>
        Answer(http, flash, await tasks.UnsnoozeAsync(id, ct), "People are told of it again.", $"/tasks/{id}");

    private static async Task<IResult> RenewAsync(HttpContext http, AddressKey keys, Flash flash, CancellationToken ct)
    {
        await keys.RenewAsync(Caller.Of(http), ct);
        flash.Set(http, FlashKind.Success, "There is another key; addresses with the old one are not found any more.");
        return Results.Redirect("/admin/ping-key");
    }

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
