using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using Tracker.Protocol.Api;
using Tracker.Server.Operations;
using Tracker.Server.Web;

namespace Tracker.Server.Access;

/// <summary>Who may do what: credentials, scopes, quotas, the key that seals secrets.</summary>
public static class AccessModule
{
    public static void AddAccess(this WebApplicationBuilder builder, Settings settings, ServerSettings server)
    {
        var options = AccessOptions.From(settings);
        var services = builder.Services;
        services.AddSingleton(options);
        services.AddSingleton(SecretKey.Load(options, server.Storage));
        services.AddSingleton<Authenticator>();
        services.AddSingleton<Quotas>();
        services.AddHostedService(s => s.GetRequiredService<Quotas>());
        services.AddSingleton<AuditLog>();
        services.AddSingleton(new TopBarItem(100, typeof(Pages.Viewer)));

        services.AddSingleton<DataProtectionKeys>();
        services.AddDataProtection().SetApplicationName("Tracker");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(s =>
            new ConfigureOptions<KeyManagementOptions>(o => o.XmlRepository = s.GetRequiredService<DataProtectionKeys>()));

        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie =>
        {
            cookie.Cookie.Name = "tracker_session";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            cookie.ExpireTimeSpan = TimeSpan.FromDays(14);
            cookie.SlidingExpiration = true;
        });

        services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var network in options.TrustedProxies) forwarded.KnownIPNetworks.Add(network);
        });
    }

    /// <summary>Before routing: who is at the other end, when a trusted proxy stands between.</summary>
    public static void UseForwarding(this WebApplication app)
    {
        if (app.Services.GetRequiredService<AccessOptions>().TrustedProxies.Count == 0) return;
        app.Use((http, next) =>
        {
            if (http.Request.Headers.ContainsKey("X-Forwarded-For")) http.Items[AccessMiddleware.Forwarded] = true;
            return next(http);
        });
        app.UseForwardedHeaders();
    }

    /// <summary>After routing.</summary>
    public static void UseAccess(this WebApplication app) => app.UseMiddleware<AccessMiddleware>();

    public static void MapAccess(this WebApplication app)
    {
        SessionApi.Map(app);
        var doors = Describe(app.Services.GetRequiredService<AccessOptions>());
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            app.Logger.LogInformation("{Doors}", doors);
            if (!Console.IsErrorRedirected) Console.Error.WriteLine($"  {doors}\n");
        });
    }

    /// <summary>Who is let in, in a sentence for whoever started the server.</summary>
    private static string Describe(AccessOptions options) => options switch
    {
        { Keys: { Count: > 0 } keys } => $"Callers need the {string.Join(" or the ", keys.Select(k => k.Principal.Name))}" + (options.AllowAnonymous > Scope.Anonymous ? $"; without it they may {Verb(options.AllowAnonymous)}." : "."),
        { AllowAnonymous: > Scope.Anonymous } => $"Anyone may {Verb(options.AllowAnonymous)}: TRACKER_ALLOW_ANONYMOUS says so.",
        { OpenLoopback: true } => "Open mode: programs on this machine need no credentials until API_KEY or ADMIN_KEY is set; everyone else is refused.",
        _ => "Nobody is let in yet: set API_KEY or ADMIN_KEY, or TRACKER_ALLOW_ANONYMOUS=read or write.",
    };

    private static string Verb(Scope scope) => scope == Scope.Read ? "read" : "read and write";
}
