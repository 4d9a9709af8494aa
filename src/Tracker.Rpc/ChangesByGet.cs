namespace Tracker.Rpc;

/// <summary>
/// Endpoint metadata: a GET that changes something, as an old contract has it. A link or an image on any page can make a
/// browser send one, so access control takes no session cookie for it, and none that another site started.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class ChangesByGet : Attribute;
