using Google.Protobuf.WellKnownTypes;
using Tracker.Server.Access;

namespace Tracker.Server.Locks;

/// <summary>A lock as the store has it.</summary>
internal sealed record HeldLock(long Token, Guid Id, LockScope Scope)
{
    public required string Who { get; init; }

    /// <summary>The id of the principal that took it; empty when nobody proved who they are.</summary>
    public required string Principal { get; init; }

    public required string PrincipalName { get; init; }

    public required string EventId { get; init; }

    public required Guid? EventUuid { get; init; }

    public required string Reason { get; init; }

    public required bool Automatic { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required TimeSpan Ttl { get; init; }

    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Its time was over when it was read, by the database's clock.</summary>
    public bool IsExpired { get; init; }

    /// <summary>Whether these credentials may do with it what they like: taken with none, it is everybody's.</summary>
    public bool IsOf(Principal principal) => Principal.Length == 0 || Principal == principal.Id;

    public DeployLock ToMessage() => new()
    {
        Id = Id.ToString(),
        Service = Scope.Service,
        Environment = Scope.Environment,
        Resource = Scope.Resource,
        Who = Who,
        CreatedAt = CreatedAt.ToTimestamp(),
        EventId = EventId,
        Token = Token,
        ExpiresAt = ExpiresAt?.ToTimestamp(),
        TtlSeconds = (uint)Ttl.TotalSeconds,
        Reason = Reason,
        Automatic = Automatic,
        Owner = PrincipalName,
    };

    /// <summary>For whoever is refused because of it.</summary>
    public string Describe() =>
        $"{Scope} is held by {Who} since {CreatedAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'} (lock {Id}{(EventId.Length > 0 ? $", event {EventId}" : "")})";
}
