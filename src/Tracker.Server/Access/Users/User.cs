using Tracker.Protocol.Api;
using Tracker.Server.Operations;

namespace Tracker.Server.Access.Users;

/// <summary>A person with a password.</summary>
/// <param name="Stamp">Sessions carry it; another one ends them.</param>
public sealed record User(
    long Key, Guid Id, string Name, Scope Scope, Guid Stamp, DateTimeOffset CreatedAt, DateTimeOffset? DisabledAt, DateTimeOffset? SignedInAt)
{
    public const int MaxName = 100;

    public const int MinPassword = 8;

    /// <summary>Hashing costs time that grows with the length.</summary>
    public const int MaxPassword = 1000;

    public bool IsEnabled => DisabledAt is null;

    /// <summary>As a principal, with at most the scope of the credentials that were shown.</summary>
    public Principal AsPrincipal(Scope most) => new($"user:{Id}", Name, Scope < most ? Scope : most);

    /// <summary>Names that differ by case alone are one name.</summary>
    public static string Fold(string name) => name.Trim().ToLowerInvariant();

    public static Failure? CheckName(string? name)
    {
        if (string.IsNullOrWhiteSpace(name)) return Failure.Invalid("username is required.");
        if (name.Length > MaxName) return Failure.Invalid($"username may have at most {MaxName} characters.");
        return name.Any(c => char.IsControl(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format)
            ? Failure.Invalid("username may hold letters, digits and punctuation, no control or invisible characters.")
            : null;
    }

    public static Failure? CheckPassword(string? password, string field = "password") => password?.Length switch
    {
        null or 0 => Failure.Invalid($"{field} is required."),
        < MinPassword => Failure.Invalid($"{field} must have at least {MinPassword} characters."),
        > MaxPassword => Failure.Invalid($"{field} may have at most {MaxPassword} characters."),
        _ => null,
    };
}
