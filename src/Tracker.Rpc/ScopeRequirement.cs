using Tracker.Protocol.Api;

namespace Tracker.Rpc;

/// <summary>
/// Endpoint metadata: what a caller must be allowed to do. Every endpoint carries one; access control reads it.
/// Pages declare it as an attribute, methods in their .proto file, other routes beside the route.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class ScopeRequirement(Scope scope) : Attribute
{
    public Scope Scope => scope;
}
