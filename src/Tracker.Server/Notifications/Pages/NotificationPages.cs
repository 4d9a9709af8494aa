using Microsoft.AspNetCore.Http.HttpResults;
using Tracker.Protocol.Api;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Notifications.Channels;
using Tracker.Server.Notifications.Deliveries;
using Tracker.Server.Notifications.Rules;
using Tracker.Server.Operations;
using Tracker.Server.Web;

namespace Tracker.Server.Notifications.Pages;

/// <summary>Where the pages of notifications stand, and where their buttons post to.</summary>
internal static class NotificationPages
{
    public static void AddNotificationPages(this IServiceCollection services)
    {
        services.AddSingleton(new AdminTab(30, "/admin/channels", "Channels"));
        services.AddSingleton(new AdminTab(35, "/admin/rules", "Rules"));
        services.AddSingleton(new AdminTab(40, "/admin/deliveries", "Deliveries"));
    }

    public static void MapNotificationPages(this IEndpointRouteBuilder app)
    {
        var admin = app.MapGroup("/admin").WithMetadata(new ScopeRequirement(Scope.Admin)).ExcludeFromDescription();
        admin.MapPost("/channels/{id:guid}/test", TestAsync);
        admin.MapPost("/channels/{id:guid}/enabled", SetEnabledAsync);
        admin.MapPost("/channels/{id:guid}/delete", DeleteChannelAsync);
        admin.MapPost("/rules/{id:guid}/delete", DeleteRuleAsync);
        admin.MapPost("/deliveries/{id:guid}/retry", RetryAsync);
    }

    // Asking for the form is what makes the framework check its antiforgery token.
    private static async Task<RedirectHttpResult> TestAsync(HttpContext http, Guid id, IFormCollection form, ChannelService channels, Flash flash, CancellationToken ct)
    {
        if (!(await channels.TestAsync(id, Caller.Of(http), ct)).TryGet(out var result, out var failure)) flash.Set(http, FlashKind.Failure, failure.Message);
        else if (result.IsDelivered) flash.Set(http, FlashKind.Success, $"The test arrived: {Short(result.Detail)}");
        else flash.Set(http, FlashKind.Failure, $"The test did not arrive: {Short(result.Detail)}");
        return TypedResults.LocalRedirect("/admin/channels");
    }

    private static async Task<RedirectHttpResult> SetEnabledAsync(HttpContext http, Guid id, IFormCollection form, ChannelService channels, Flash flash, CancellationToken ct)
    {
        Tell(http, flash, await channels.ChangeAsync(id, new(null, null, form["enabled"] == "true"), Caller.Of(http), ct), c => $"“{c.Name}” is {(c.IsEnabled ? "on" : "off")}.");
        return TypedResults.LocalRedirect("/admin/channels");
    }

    private static async Task<RedirectHttpResult> DeleteChannelAsync(HttpContext http, Guid id, IFormCollection form, ChannelService channels, Flash flash, CancellationToken ct)
    {
        Tell(http, flash, await channels.DeleteAsync(id, Caller.Of(http), ct), c => $"Deleted “{c.Name}”.");
        return TypedResults.LocalRedirect("/admin/channels");
    }

    private static async Task<RedirectHttpResult> DeleteRuleAsync(HttpContext http, Guid id, IFormCollection form, RuleService rules, Flash flash, CancellationToken ct)
    {
        Tell(http, flash, await rules.DeleteAsync(id, Caller.Of(http), ct), _ => "Deleted the rule.");
        return TypedResults.LocalRedirect("/admin/rules");
    }

    private static async Task<RedirectHttpResult> RetryAsync(HttpContext http, Guid id, IFormCollection form, DeliveryLog log, Flash flash, CancellationToken ct)
    {
        Tell(http, flash, await log.RetryAsync(id, Caller.Of(http), ct), _ => "It is sent again.");
        return TypedResults.LocalRedirect($"/admin/deliveries/{id}");
    }

    private static string Short(string detail) => detail.Length > 300 ? detail[..300] : detail;

    private static void Tell<T>(HttpContext http, Flash flash, Outcome<T> outcome, Func<T, string> done)
    {
        if (outcome.TryGet(out var value, out var failure)) flash.Set(http, FlashKind.Success, done(value));
        else flash.Set(http, FlashKind.Failure, failure.Message);
    }
}
