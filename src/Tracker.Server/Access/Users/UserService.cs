using Tracker.Protocol.Api;
using Tracker.Rpc;
using Tracker.Server.Access.Tokens;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Access.Users;

/// <summary>People: how they come in, and what an administrator does with them.</summary>
public sealed class UserService(
    IDatabase database, Passwords passwords, Registration registration, Credentials credentials, AttemptLimits attempts, TimeProvider clock)
{
    /// <summary>Every list and hash of people stays small.</summary>
    public const int Most = 10_000;

    /// <summary>The person who calls; keys and this machine are none.</summary>
    public async Task<Outcome<User>> CurrentAsync(Principal principal, CancellationToken ct) =>
        principal.UserId is { } id && await UserStore.FindAsync(database, id, ct) is { } user
            ? user
            : new Failure(RpcCode.PermissionDenied, "This is for people who signed in with a name and a password.");

    public Task<List<User>> ListAsync(int limit, int offset, CancellationToken ct) => UserStore.ListAsync(database, limit, offset, ct);

    public async Task<Outcome<User>> ByNameAsync(string name, CancellationToken ct) =>
        await UserStore.ByNameAsync(database, name, ct) is (var user, _) ? user : Failure.NotFound($"There is no user {name}.");

    /// <summary>Registers a person by themselves.</summary>
    /// <param name="mayBeFirst">Whether the request came from this machine or by the set-up link.</param>
    public async Task<Outcome<User>> RegisterAsync(string? name, string? password, bool mayBeFirst, Caller caller, CancellationToken ct)
    {
        if ((User.CheckName(name) ?? User.CheckPassword(password)) is { } failure) return failure;
        if (attempts.Check(name!, caller.Address) is { } refused) return refused;
        var first = await registration.IsFirstAsync(ct);
        if (first ? !mayBeFirst : registration.Later is null)
        {
            return new Failure(RpcCode.PermissionDenied, first
                ? "The first user is created from the machine that the server runs on, or by the set-up link that it printed when it started."
                : "Registration is closed; ask an administrator for an account.");
        }

        var hash = await passwords.HashAsync(password!, ct);
        return await ChangeAsync<User>(
            async write =>
            {
                // Looked at again: of two who come first at the same moment one is.
                var isFirst = !await UserStore.AnyAsync(write);
                if (isFirst != first) return new Failure(RpcCode.Aborted, "Somebody else was registered at this moment; try again.");
                if (isFirst) await Registration.UsedUpAsync(write);
                return await InsertAsync(write, name!, hash, isFirst ? Scope.Admin : registration.Later!.Value, "user.register", caller);
            },
            ct);
    }

    /// <summary>Creates a person in an administrator's name.</summary>
    public async Task<Outcome<User>> CreateAsync(string? name, string? password, Scope scope, Caller caller, CancellationToken ct)
    {
        if ((User.CheckName(name) ?? User.CheckPassword(password) ?? CheckScope(scope)) is { } failure) return failure;
        var hash = await passwords.HashAsync(password!, ct);
        return await ChangeAsync(write => InsertAsync(write, name!, hash, scope, "user.create", caller), ct);
    }

    /// <summary>The person of this name and password. A wrong name and a wrong password cannot be told apart, by the answer or its time.</summary>
    public async Task<Outcome<User>> SignInAsync(string? name, string? password, Caller caller, CancellationToken ct)
    {
        var wrong = new Failure(RpcCode.Unauthenticated, "The username or the password is wrong.");
        if (string.IsNullOrWhiteSpace(name)) return Failure.Invalid("username is required.");
        if (string.IsNullOrEmpty(password)) return Failure.Invalid("password is required.");
        if (attempts.Check(name.Length > User.MaxName ? "" : name, caller.Address) is { } refused) return refused;
        if (name.Length > User.MaxName || password.Length > User.MaxPassword) return wrong;

        var found = await UserStore.ByNameAsync(database, name, ct);
        var (right, old) = await passwords.VerifyAsync(found?.Hash, password, ct);
        if (!right || found is not var (user, _) || !user.IsEnabled) return wrong;
        var better = old ? await passwords.HashAsync(password, ct) : null;
        await database.WriteAsync(
            async write =>
            {
                await UserStore.SignedInAsync(write, user.Key, clock.GetUtcNow());
                if (better is not null) await UserStore.RehashAsync(write, user.Key, better);
                return true;
            },
            ct);
        return user;
    }

    /// <summary>Sets another password; every other session and every token of the person ends.</summary>
    public async Task<Outcome<User>> ChangePasswordAsync(Guid id, string? current, string? wanted, Caller caller, CancellationToken ct)
    {
        if (User.CheckPassword(wanted, "new_password") is { } failure) return failure;
        if (await UserStore.FindAsync(database, id, ct) is not { } user) return NoUser(id);
        if (!(await SignInAsync(user.Name, current, caller, ct)).TryGet(out _, out failure))
        {
            return failure.Code == RpcCode.Unauthenticated ? Failure.Invalid("current_password is wrong.") : failure;
        }

        return await SetPasswordAsync(id, wanted!, "user.password", caller, ct);
    }

    /// <summary>Sets a password in an administrator's name.</summary>
    public async Task<Outcome<User>> ResetPasswordAsync(Guid id, string? wanted, Caller caller, CancellationToken ct) =>
        User.CheckPassword(wanted) is { } failure ? failure : await SetPasswordAsync(id, wanted!, "user.password_reset", caller, ct);

    public async Task<Outcome<User>> SetScopeAsync(Guid id, Scope scope, Caller caller, CancellationToken ct)
    {
        if (CheckScope(scope) is { } failure) return failure;
        return await WithUserAsync(
            id, "user.scope", scope.ToString().ToLowerInvariant(), caller,
            async (write, user) =>
            {
                if (scope < Scope.Admin && await IsLastAdminAsync(write, user) is { } last) return last;
                await UserStore.SetScopeAsync(write, user.Key, scope);
                return user with { Scope = scope };
            },
            ct);
    }

    public Task<Outcome<User>> SetEnabledAsync(Guid id, bool enabled, Caller caller, CancellationToken ct) => WithUserAsync(
        id, enabled ? "user.enable" : "user.disable", "", caller,
        async (write, user) =>
        {
            if (!enabled && await IsLastAdminAsync(write, user) is { } last) return last;
            DateTimeOffset? at = enabled ? null : clock.GetUtcNow();
            await UserStore.SetDisabledAsync(write, user.Key, at);
            return user with { DisabledAt = at };
        },
        ct);

    public Task<Outcome<User>> DeleteAsync(Guid id, Caller caller, CancellationToken ct) => WithUserAsync(
        id, "user.delete", "", caller,
        async (write, user) =>
        {
            if (await IsLastAdminAsync(write, user) is { } last) return last;
            await UserStore.DeleteAsync(write, user.Key);
            return user;
        },
        ct);

    private async Task<Outcome<User>> SetPasswordAsync(Guid id, string password, string action, Caller caller, CancellationToken ct)
    {
        var hash = await passwords.HashAsync(password, ct);
        return await WithUserAsync(
            id, action, "", caller,
            async (write, user) =>
            {
                await UserStore.SetPasswordAsync(write, user.Key, hash);
                await TokenStore.DeleteAllAsync(write, user.Key);
                return (await UserStore.FindAsync(write, id))!;
            },
            ct);
    }

    private async ValueTask<Outcome<User>> InsertAsync(IWrite write, string name, string hash, Scope scope, string action, Caller caller)
    {
        if (await UserStore.CountAsync(write) >= Most) return new Failure(RpcCode.ResourceExhausted, $"There are {Most} users, which is the most there may be.");
        var now = clock.GetUtcNow();
        if (await UserStore.InsertAsync(write, Guid.CreateVersion7(now), name, hash, scope, now) is not { } user)
        {
            return new Failure(RpcCode.AlreadyExists, $"The username {name.Trim()} is taken.");
        }

        await AuditLog.AppendAsync(write, new(now, caller.Principal.IsAuthenticated ? caller.Principal.Name : user.Name, caller.Address, action, user.Name, scope.ToString().ToLowerInvariant()));
        return user;
    }

    private Task<Outcome<User>> WithUserAsync(
        Guid id, string action, string detail, Caller caller, Func<IWrite, User, ValueTask<Outcome<User>>> change, CancellationToken ct) => ChangeAsync<User>(
        async write =>
        {
            if (await UserStore.FindAsync(write, id) is not { } user) return NoUser(id);
            var outcome = await change(write, user);
            if (!outcome.TryGet(out var changed, out var failure)) return failure;
            await AuditLog.AppendAsync(write, new(clock.GetUtcNow(), caller.Principal.Name, caller.Address, action, user.Name, detail));
            return changed;
        },
        ct);

    private Task<Outcome<T>> ChangeAsync<T>(Func<IWrite, ValueTask<Outcome<T>>> work, CancellationToken ct) => database.TryWriteAsync<T>(
        async write =>
        {
            var outcome = await work(write);
            await write.ChangedAsync(Credentials.Topic, "users");
            write.OnCommitted(credentials.Forget);
            return outcome;
        },
        ct);

    private static async ValueTask<Failure?> IsLastAdminAsync(IWrite write, User user) =>
        user is { Scope: Scope.Admin, IsEnabled: true } && !await UserStore.OtherAdminAsync(write, user.Key)
            ? new Failure(RpcCode.FailedPrecondition, $"{user.Name} is the only administrator; make somebody else one first.")
            : null;

    private static Failure? CheckScope(Scope scope) =>
        scope is Scope.Read or Scope.Write or Scope.Admin ? null : Failure.Invalid("scope must be read, write or admin.");

    private static Failure NoUser(Guid id) => Failure.NotFound($"There is no user {id}.");
}
