using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tracker.Protocol.Api;
using Tracker.Rpc;
using Tracker.Server.Operations.Changes;
using Tracker.Server.Web.Assets;
using Tracker.Server.Web.Errors;
using Tracker.Server.Web.Live;

namespace Tracker.Server.Web;

/// <summary>The shell every module's pages stand in. Its pages are live where a <see cref="ChangeFollower"/> runs.</summary>
public static class WebModule
{
    public static IServiceCollection AddWeb(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddHttpContextAccessor();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "antiforgery";
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.SuppressXFrameOptionsHeader = true; // SecurityHeaders says it for every answer.
        });
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new LiveOptions());
        services.AddSingleton<WebAssets>();
        services.AddSingleton<Flash>();
        services.AddSingleton<LiveHub>();
        services.AddSingleton<IChangeListener, LiveChanges>();
        services.AddScoped<ViewerTime>();
        return services;
    }

    /// <summary>Goes before authentication, so that its refusals are told in the same look.</summary>
    public static WebApplication UseWeb(this WebApplication app)
    {
        app.Use(next => http => SecurityHeaders.AddTo(http, next));
        app.UseMiddleware<ApiErrors>();
        app.UseMiddleware<PageErrors>();
        return app;
    }

    /// <summary>Goes after authentication and authorization, whose user an antiforgery token is bound to.</summary>
    public static RazorComponentsEndpointConventionBuilder MapWeb(this WebApplication app)
    {
        app.Use(next => http => PageETag.Apply(http, next));
        app.UseAntiforgery();
        // The same for pages and endpoints: what reads such a form itself would only fail.
        app.Use(next => http =>
        {
            if (http.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: false }) return next(http);
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return Task.CompletedTask;
        });
        var open = new ScopeRequirement(Scope.Anonymous);
        app.MapGet("/assets/{version}/{**file}", (HttpContext http, WebAssets assets, string version, string file) => assets.Get(http, version, file))
            .WithMetadata(open).ExcludeFromDescription();
        app.MapGet("/favicon.ico", (WebAssets assets) => Results.Redirect(assets.Href("favicon.svg")))
            .WithMetadata(open).ExcludeFromDescription();
        app.MapGet("/theme", Theme.Set).WithMetadata(open).ExcludeFromDescription();
        app.MapLive();
        var pages = app.MapRazorComponents<App>();
        // The framework adds an endpoint of its own that follows sealed redirects; it shows nothing.
        pages.Add(page =>
        {
            if (!page.Metadata.OfType<ComponentTypeMetadata>().Any()) page.Metadata.Add(open);
        });
        return pages;
    }
}
