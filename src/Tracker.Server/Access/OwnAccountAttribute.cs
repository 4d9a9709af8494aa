namespace Tracker.Server.Access;

/// <summary>Marks a page whose forms change nothing but the viewer's own account: who may read may send them.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OwnAccountAttribute : Attribute;
