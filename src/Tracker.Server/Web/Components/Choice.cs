namespace Tracker.Server.Web.Components;

/// <summary>One of several values, as a person reads it; an empty value stands for none.</summary>
public sealed record Choice(string Value, string Title, long? Count = null);
