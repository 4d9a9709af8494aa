using Tracker.Server.Releases.Sources;

namespace Tracker.Server.Releases.Git.Packs;

/// <summary>A pack cannot be read. Stays within this library, which makes a problem of it.</summary>
internal sealed class PackException(SourceProblemKind kind, string message) : Exception(message)
{
    public SourceProblemKind Kind => kind;

    public static PackException Invalid(string what) => new(SourceProblemKind.Invalid, $"{what}.");

    public static PackException TooLarge(string what) => new(SourceProblemKind.TooLarge, $"{what}.");
}
