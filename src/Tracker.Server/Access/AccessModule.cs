using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using Tracker.Server.Access.Keys;
using Tracker.Server.Access.Pages;
using Tracker.Server.Access.Tokens;
using Tracker.Server.Access.Users;
using Tracker.Server.Operations;
using Tracker.Server.Operations.Changes;
using Tracker.Server.Web;

namespace Tracker.Server.Access;

/// <summary>Who may do what: credentials, scopes, quotas, the key that seals secrets.</summary>
public static class AccessModule
{
    public static void AddAccess(this WebApplicationBuilder builder, Settings settings, ServerSettings server)
    {
        var options = AccessOptions.From(settings, server);
        var services = builder.Services;
        services.AddSingleton(options);
        services.AddSingleton(SecretKey.Load(options, server.Storage));
        services.AddSingleton<ServerSecrets>();
        services.AddSingleton<JwtKey>();
        services.AddSingleton<CredentialUse>();
        services.AddHostedService(s => s.GetRequiredService<CredentialUse>());
        services.AddSingleton<Credentials>();
        services.AddSingleton<IChangeListener, CredentialChanges>();
        services.AddSingleton<Authenticator>();
        services.AddSingleton<AttemptLimits>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<Registration>();
        services.AddSingleton<Doors>();
        services.AddSingleton<UserService>();
        services.AddSingleton<TokenService>();
        services.AddSingleton<ApiKeyService>();
        services.AddSingleton<Quotas>();
        services.AddHostedService(s => s.GetRequiredService<Quotas>());
        services.AddSingleton<AuditLog>();
        services.AddSingleton(new TopBarItem(100, typeof(Pages.Viewer)));
        services.AddAccessPages();

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
        AccessApi.Map(app);
        app.MapAccessPages();
        app.Services.GetRequiredService<Doors>().Announce(app);
    }
}
