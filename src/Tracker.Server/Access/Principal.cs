using Tracker.Protocol.Api;

namespace Tracker.Server.Access;

/// <summary>Who calls, and what they may do.</summary>
/// <param name="Id">Stable and unique: <c>user:</c> and a UUID, <c>key:</c> and a UUID, <c>key:api_key</c>, <c>local</c>, <c>anonymous</c>.</param>
/// <param name="Name">As shown, such as the name of the key.</param>
/// <param name="Granted">The highest scope; it includes the lower ones.</param>
public sealed record Principal(string Id, string Name, Scope Granted)
{
    public static Principal Anonymous { get; } = new("anonymous", "anonymous", Scope.Anonymous);

    /// <summary>A program on this machine, to which the server is open while nobody has an account.</summary>
    public static Principal Local { get; } = new("local", "local", Scope.Write);

    /// <summary>Whether the caller proved who they are. What is taken without proof may be released by anyone.</summary>
    public bool IsAuthenticated => Id.Contains(':', StringComparison.Ordinal);

    /// <summary>Whether what belongs to one principal is shown to them whoever that is: to administrators, and to this machine while there is nobody else.</summary>
    public bool SeesEverybodys => Id == Local.Id || (IsAuthenticated && May(Scope.Admin));

    /// <summary>The user it is; null for keys, for this machine and for nobody.</summary>
    public Guid? UserId => Id.StartsWith("user:", StringComparison.Ordinal) && Guid.TryParse(Id.AsSpan(5), out var id) ? id : null;

    public bool May(Scope scope) => Granted >= scope;

    /// <summary>The caller of this request, as access control found it.</summary>
    public static Principal Of(HttpContext http) => http.Features.Get<Principal>() ?? Anonymous;
}
