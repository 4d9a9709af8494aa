namespace Tracker.Server.Releases.Requirements;

/// <summary>Why a requirements file cannot be used, and where in it; both count from 1.</summary>
public sealed record RequirementsError(string Message, int Line, int Column)
{
    public override string ToString() => $"line {Line}, column {Column}: {Message}";
}

internal readonly record struct Place(int Line, int Column);

/// <summary>Ends the reading of a file; never leaves this folder.</summary>
internal sealed class RequirementsException(Place at, string message) : Exception(message)
{
    public RequirementsError Error => new(Message, at.Line, at.Column);
}
