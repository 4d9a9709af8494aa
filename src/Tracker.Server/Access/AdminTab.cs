using Tracker.Server.Operations;

namespace Tracker.Server.Access;

/// <summary>A page of the administration; a module registers its own.</summary>
[ModuleService]
public sealed record AdminTab(int Order, string Href, string Title);
