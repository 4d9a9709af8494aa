using Tracker.Protocol.Api;
using Tracker.Server.Access.Users;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Access;

/// <summary>Tells whoever started the server who is let in, and how the first user is made.</summary>
public sealed class Doors(AccessOptions options, ServerSettings server, Credentials credentials, Registration registration)
{
    public void Announce(WebApplication app) => app.Lifetime.ApplicationStarted.Register(() => _ = TellAsync(app));

    private async Task TellAsync(WebApplication app)
    {
        try
        {
            var ct = app.Lifetime.ApplicationStopping;
            Say(app, Describe(await credentials.AnyAsync(ct)));
            if (await registration.IsFirstAsync(ct) && !System.Net.IPAddress.IsLoopback(server.Bind))
            {
                // Whoever reads the log of a container owns it: this is their way in. The link is good once.
                Say(app, $"Create the first user, who administers: {Addresses.Of(app).Http}/register?setup={await registration.SetUpTextAsync(ct)}");
            }
        }
        catch (Exception e) when (e is StorageUnavailableException or OperationCanceledException or InvalidOperationException)
        {
            app.Logger.LogWarning(e, "Who is let in could not be told");
        }
    }

    private static void Say(WebApplication app, string text)
    {
        app.Logger.LogInformation("{Doors}", text);
        if (!Console.IsErrorRedirected) Console.Error.WriteLine($"  {text}\n");
    }

    private string Describe(bool any) => options switch
    {
        _ when any || options.Keys.Count > 0 =>
            "Callers need a key, a token or a sign-in" + (options.AllowAnonymous > Scope.Anonymous ? $"; without one they may {Verb(options.AllowAnonymous)}." : "."),
        { AllowAnonymous: > Scope.Anonymous } => $"Anyone may {Verb(options.AllowAnonymous)}: TRACKER_ALLOW_ANONYMOUS says so.",
        { OpenLoopback: true } => "Open mode: programs on this machine need no credentials until there is a user or a key; everyone else is refused.",
        _ => "Nobody is let in yet: create the first user at /register, set API_KEY or ADMIN_KEY, or TRACKER_ALLOW_ANONYMOUS=read or write.",
    };

    private static string Verb(Scope scope) => scope == Scope.Read ? "read" : "read and write";
}
