using System.Text.Json.Serialization;
using Tracker.Server.Access.Keys;
using Tracker.Server.Access.Tokens;
using Tracker.Server.Access.Users;

namespace Tracker.Server.Access;

public sealed record SignInRequest(string? Username, string? Password);

public sealed record IssueTokenRequest(string? Name, int? Days, string? Scope);

public sealed record CreateUserRequest(string? Username, string? Password, string? Scope);

public sealed record ChangeUserRequest(string? Scope, string? Password, bool? Disabled);

public sealed record CreateKeyRequest(string? Name, string? Scope, [property: JsonPropertyName("expires_at")] DateTimeOffset? ExpiresAt);

/// <summary>Who calls. <c>id</c> is <c>user:…</c>, <c>key:…</c>, <c>local</c> or <c>anonymous</c>.</summary>
public sealed record MeView(string Id, string Name, string Scope);

/// <summary>A token as its owner sees it; its text is there only when it was just made.</summary>
public sealed record TokenView(
    Guid Id, string Name, string Scope,
    [property: JsonPropertyName("created_at")] DateTimeOffset CreatedAt,
    [property: JsonPropertyName("expires_at")] DateTimeOffset ExpiresAt,
    [property: JsonPropertyName("used_at")] DateTimeOffset? UsedAt)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Token { get; init; }

    public static TokenView Of(AccessToken t) => new(t.Id, t.Name, AccessApi.NameOf(t.Scope), t.CreatedAt, t.ExpiresAt, t.UsedAt);

    public static TokenView Of(IssuedToken issued) => Of(issued.Token) with { Token = issued.Text };
}

public sealed record UserView(
    Guid Id, string Username, string Scope, bool Disabled,
    [property: JsonPropertyName("created_at")] DateTimeOffset CreatedAt,
    [property: JsonPropertyName("signed_in_at")] DateTimeOffset? SignedInAt)
{
    public static UserView Of(User u) => new(u.Id, u.Name, AccessApi.NameOf(u.Scope), !u.IsEnabled, u.CreatedAt, u.SignedInAt);
}

/// <summary>An API key as administrators see it; its text is there only when it was just made.</summary>
public sealed record KeyView(
    Guid Id, string Name, string Scope,
    [property: JsonPropertyName("created_by")] string CreatedBy,
    [property: JsonPropertyName("created_at")] DateTimeOffset CreatedAt,
    [property: JsonPropertyName("expires_at")] DateTimeOffset? ExpiresAt,
    [property: JsonPropertyName("used_at")] DateTimeOffset? UsedAt)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Key { get; init; }

    public static KeyView Of(ApiKey k) => new(k.Id, k.Name, AccessApi.NameOf(k.Scope), k.CreatedBy, k.CreatedAt, k.ExpiresAt, k.UsedAt);
}
