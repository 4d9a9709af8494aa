namespace Tracker.Server.Operations;

/// <summary>
/// Marks what a module offers to the others: a small service, and the records it takes and returns. Everything else in a
/// module's namespace is its own; a test holds that.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface | AttributeTargets.Enum | AttributeTargets.Delegate)]
public sealed class ModuleServiceAttribute : Attribute;
