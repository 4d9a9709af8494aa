namespace Tracker.Server.Operations;

/// <summary>
/// Marks the small public service by which a module may be used by others. Every other type of a module is its own;
/// a test looks.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface | AttributeTargets.Struct | AttributeTargets.Enum)]
public sealed class ModuleServiceAttribute : Attribute;
