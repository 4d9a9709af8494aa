using System.CommandLine;
using Tracker.Server.Access.Users;
using Tracker.Server.Operations;

namespace Tracker.Server.Access.Machine;

/// <summary><c>admin user create|list|password|disable|enable</c>. Passwords come from a terminal or the input, never from arguments, which others on the machine can read.</summary>
internal static class UserCommands
{
    public static Command All()
    {
        var name = new Argument<string>("name") { Description = "The username." };
        var scope = Scopes.Option();
        return new Command("user", "People, who sign in with a name and a password. The password is asked for, or read from the input's first line.")
        {
            AdminCommand.Acting("create", "Creates a user.", (p, s, ct) => CreateAsync(p, p.GetValue(name)!, p.GetValue(scope), s, ct), name, scope),
            AdminCommand.Acting("list", "Lists the users.", ListAsync),
            AdminCommand.Acting("password", "Sets another password; the user's sessions and tokens end.", (p, s, ct) => PasswordAsync(p, p.GetValue(name)!, s, ct), name),
            AdminCommand.Acting("disable", "Keeps a user out: sessions and tokens are refused.", (p, s, ct) => SetEnabledAsync(p, p.GetValue(name)!, false, s, ct), name),
            AdminCommand.Acting("enable", "Lets a disabled user in again.", (p, s, ct) => SetEnabledAsync(p, p.GetValue(name)!, true, s, ct), name),
        };
    }

    private static async Task<Failure?> CreateAsync(ParseResult parsed, string name, string? scope, IServiceProvider services, CancellationToken ct)
    {
        var first = await services.GetRequiredService<Registration>().IsFirstAsync(ct);
        if (!PasswordInput.Read().TryGet(out var password, out var failure)) return failure;
        if (!(await services.GetRequiredService<UserService>().CreateAsync(name, password, Scopes.Of(scope), AdminCommand.Machine, ct)).TryGet(out var user, out failure)) return failure;
        var errors = parsed.InvocationConfiguration.Error;
        await errors.WriteLineAsync($"Created {user.Name}, who may {AccessApi.NameOf(user.Scope)}.");
        if (first) await errors.WriteLineAsync("This is the first user: callers without credentials are refused now, unless TRACKER_ALLOW_ANONYMOUS=write lets them.");
        return null;
    }

    private static async Task<Failure?> ListAsync(ParseResult parsed, IServiceProvider services, CancellationToken ct)
    {
        var users = await services.GetRequiredService<UserService>().ListAsync(UserService.Most, 0, ct);
        await TextTable.WriteAsync(
            parsed.InvocationConfiguration.Output, ["NAME", "SCOPE", "STATE", "SINCE", "LAST SIGNED IN", "ID"],
            users.Select(u => new[] { u.Name, AccessApi.NameOf(u.Scope), u.IsEnabled ? "active" : "disabled", TextTable.Time(u.CreatedAt), TextTable.Time(u.SignedInAt), u.Id.ToString() }));
        return null;
    }

    private static async Task<Failure?> PasswordAsync(ParseResult parsed, string name, IServiceProvider services, CancellationToken ct)
    {
        var users = services.GetRequiredService<UserService>();
        if (!(await users.ByNameAsync(name, ct)).TryGet(out var user, out var failure)) return failure;
        if (!PasswordInput.Read().TryGet(out var password, out failure)) return failure;
        if ((await users.ResetPasswordAsync(user.Id, password, AdminCommand.Machine, ct)).Failure is { } refused) return refused;
        await parsed.InvocationConfiguration.Error.WriteLineAsync($"{user.Name} has another password; sessions and tokens have ended.");
        return null;
    }

    private static async Task<Failure?> SetEnabledAsync(ParseResult parsed, string name, bool enabled, IServiceProvider services, CancellationToken ct)
    {
        var users = services.GetRequiredService<UserService>();
        if (!(await users.ByNameAsync(name, ct)).TryGet(out var user, out var failure)) return failure;
        if ((await users.SetEnabledAsync(user.Id, enabled, AdminCommand.Machine, ct)).Failure is { } refused) return refused;
        await parsed.InvocationConfiguration.Error.WriteLineAsync($"{user.Name} is {(enabled ? "enabled" : "disabled")}. Running servers heed it within ten seconds.");
        return null;
    }
}
