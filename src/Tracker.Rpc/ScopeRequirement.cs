using Tracker.Protocol.Api;

namespace Tracker.Rpc;

/// <summary>Endpoint metadata: what a caller must be allowed to do. Every endpoint carries one; access control reads it.</summary>
public sealed record ScopeRequirement(Scope Scope);
