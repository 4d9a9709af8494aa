using Tracker.Protocol.Api;
using Tracker.Rpc;
using Tracker.Server.Access.Keys;
using Tracker.Server.Access.Tokens;
using Tracker.Server.Access.Users;
using Tracker.Server.Operations;

namespace Tracker.Server.Access;

/// <summary>Users, keys and tokens over REST. Times are RFC 3339, scopes <c>read</c>, <c>write</c> or <c>admin</c>.</summary>
public static class AccessApi
{
    private const int MostPerPage = 1_000;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/api/v1/auth", SignInAsync).WithMetadata(new ScopeRequirement(Scope.Anonymous)).Named("Access", "Answers a user's name and password with a token.");
        // Where the command wrapper that exists asks.
        app.MapPost("/v1/api/auth", SignInAsync).WithMetadata(new ScopeRequirement(Scope.Anonymous)).ExcludeFromDescription();

        var mine = app.MapGroup("/api/v1").WithMetadata(new ScopeRequirement(Scope.Read));
        mine.MapGet("/me", Me).Named("Access", "Tells who calls and what they may do.");
        mine.MapGet("/tokens", ListTokensAsync).Named("Access", "Lists the caller's tokens, newest first.");
        mine.MapPost("/tokens", IssueTokenAsync).Named("Access", "Makes a token with which programs act as the caller.");
        mine.MapDelete("/tokens/{id:guid}", RevokeTokenAsync).Named("Access", "Revokes one of the caller's tokens.");

        var admin = app.MapGroup("/api/v1").WithMetadata(new ScopeRequirement(Scope.Admin));
        admin.MapGet("/users", ListUsersAsync).Named("Access", "Lists users by name.");
        admin.MapPost("/users", CreateUserAsync).Named("Access", "Creates a user.");
        admin.MapPatch("/users/{id:guid}", ChangeUserAsync).Named("Access", "Changes a user's scope or password, disables or enables them.");
        admin.MapDelete("/users/{id:guid}", DeleteUserAsync).Named("Access", "Deletes a user with their tokens.");
        admin.MapGet("/keys", ListKeysAsync).Named("Access", "Lists API keys by name; their texts are not kept.");
        admin.MapPost("/keys", CreateKeyAsync).Named("Access", "Makes an API key; its text is in this answer alone.");
        admin.MapDelete("/keys/{id:guid}", RevokeKeyAsync).Named("Access", "Revokes an API key.");
    }

    private static RouteHandlerBuilder Named(this RouteHandlerBuilder route, string tag, string summary) => route.WithTags(tag).WithSummary(summary);

    private static async Task<IResult> SignInAsync(SignInRequest request, HttpContext http, UserService users, TokenService tokens, CancellationToken ct)
    {
        var caller = Caller.Of(http);
        if (!(await users.SignInAsync(request.Username, request.Password, caller, ct)).TryGet(out var user, out var failure)) return failure.ToProblem();
        return (await tokens.IssueAsync(user, "signed in over REST", null, null, caller, ct)).Answer(issued => TypedResults.Ok(TokenView.Of(issued)));
    }

    private static Microsoft.AspNetCore.Http.HttpResults.Ok<MeView> Me(HttpContext http)
    {
        var me = Principal.Of(http);
        return TypedResults.Ok(new MeView(me.Id, me.Name, NameOf(me.Granted)));
    }

    private static async Task<IResult> ListTokensAsync(HttpContext http, UserService users, TokenService tokens, int? page, int? per_page, CancellationToken ct)
    {
        if (!(await users.CurrentAsync(Principal.Of(http), ct)).TryGet(out var user, out var failure)) return failure.ToProblem();
        if (!Paging.Of(page, per_page, MostPerPage).TryGet(out var paging, out failure)) return failure.ToProblem();
        var list = await tokens.ListAsync(user, paging.PerPage, paging.Offset, ct);
        return TypedResults.Ok(list.ConvertAll(t => TokenView.Of(t)));
    }

    private static async Task<IResult> IssueTokenAsync(IssueTokenRequest request, HttpContext http, UserService users, TokenService tokens, CancellationToken ct)
    {
        if (!(await users.CurrentAsync(Principal.Of(http), ct)).TryGet(out var user, out var failure)) return failure.ToProblem();
        if (!ScopeOf(request.Scope, optional: true).TryGet(out var scope, out failure)) return failure.ToProblem();
        // A token cannot make one that may do more than itself.
        var most = Principal.Of(http).Granted;
        var granted = scope == Scope.Unspecified || scope > most ? most : scope;
        return (await tokens.IssueAsync(user, request.Name ?? "", request.Days, granted, Caller.Of(http), ct))
            .Answer(issued => TypedResults.Json(TokenView.Of(issued), statusCode: StatusCodes.Status201Created));
    }

    private static async Task<IResult> RevokeTokenAsync(Guid id, HttpContext http, UserService users, TokenService tokens, CancellationToken ct)
    {
        if (!(await users.CurrentAsync(Principal.Of(http), ct)).TryGet(out var user, out var failure)) return failure.ToProblem();
        return (await tokens.RevokeAsync(user, id, Caller.Of(http), ct)).Answer(_ => TypedResults.NoContent());
    }

    private static async Task<IResult> ListUsersAsync(UserService users, int? page, int? per_page, CancellationToken ct)
    {
        if (!Paging.Of(page, per_page, MostPerPage).TryGet(out var paging, out var failure)) return failure.ToProblem();
        return TypedResults.Ok((await users.ListAsync(paging.PerPage, paging.Offset, ct)).ConvertAll(UserView.Of));
    }

    private static async Task<IResult> CreateUserAsync(CreateUserRequest request, HttpContext http, UserService users, CancellationToken ct)
    {
        if (!ScopeOf(request.Scope).TryGet(out var scope, out var failure)) return failure.ToProblem();
        return (await users.CreateAsync(request.Username, request.Password, scope, Caller.Of(http), ct))
            .Answer(user => TypedResults.Created($"/api/v1/users/{user.Id}", UserView.Of(user)));
    }

    private static async Task<IResult> ChangeUserAsync(Guid id, ChangeUserRequest request, HttpContext http, UserService users, CancellationToken ct)
    {
        var caller = Caller.Of(http);
        if (!ScopeOf(request.Scope, optional: true).TryGet(out var scope, out var failure)) return failure.ToProblem();
        if (request is { Scope: null, Password: null, Disabled: null }) return Failure.Invalid("one of scope, password, disabled is required.").ToProblem();
        Outcome<User> outcome = Failure.NotFound($"There is no user {id}.");
        if (scope != Scope.Unspecified && (outcome = await users.SetScopeAsync(id, scope, caller, ct)).Failure is { } one) return one.ToProblem();
        if (request.Password is not null && (outcome = await users.ResetPasswordAsync(id, request.Password, caller, ct)).Failure is { } two) return two.ToProblem();
        if (request.Disabled is { } disabled) outcome = await users.SetEnabledAsync(id, !disabled, caller, ct);
        return outcome.Answer(user => TypedResults.Ok(UserView.Of(user)));
    }

    private static async Task<IResult> DeleteUserAsync(Guid id, HttpContext http, UserService users, CancellationToken ct) =>
        (await users.DeleteAsync(id, Caller.Of(http), ct)).Answer(_ => TypedResults.NoContent());

    private static async Task<IResult> ListKeysAsync(ApiKeyService keys, int? page, int? per_page, CancellationToken ct)
    {
        if (!Paging.Of(page, per_page, MostPerPage).TryGet(out var paging, out var failure)) return failure.ToProblem();
        return TypedResults.Ok((await keys.ListAsync(paging.PerPage, paging.Offset, ct)).ConvertAll(k => KeyView.Of(k)));
    }

    private static async Task<IResult> CreateKeyAsync(CreateKeyRequest request, HttpContext http, ApiKeyService keys, CancellationToken ct)
    {
        if (!ScopeOf(request.Scope).TryGet(out var scope, out var failure)) return failure.ToProblem();
        return (await keys.CreateAsync(request.Name, scope, request.ExpiresAt, Caller.Of(http), ct))
            .Answer(made => TypedResults.Created($"/api/v1/keys/{made.Key.Id}", KeyView.Of(made.Key) with { Key = made.Text }));
    }

    private static async Task<IResult> RevokeKeyAsync(Guid id, HttpContext http, ApiKeyService keys, CancellationToken ct) =>
        (await keys.RevokeAsync(id, Caller.Of(http), ct)).Answer(_ => TypedResults.NoContent());

    internal static string NameOf(Scope scope) => scope.ToString().ToLowerInvariant();

    private static Outcome<Scope> ScopeOf(string? text, bool optional = false) => text switch
    {
        "read" => Scope.Read,
        "write" => Scope.Write,
        "admin" => Scope.Admin,
        null or "" when optional => Scope.Unspecified,
        _ => Failure.Invalid("scope must be read, write or admin."),
    };
}
