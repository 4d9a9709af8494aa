using System.Diagnostics.CodeAnalysis;

namespace Tracker.Server.Releases.Sources;

/// <summary>A value, or why the source gave none.</summary>
internal readonly struct SourceResult<T>
{
    private readonly T? _value;

    private SourceResult(T? value, SourceProblem? problem) => (_value, Problem) = (value, problem);

    public SourceProblem? Problem { get; }

    public static implicit operator SourceResult<T>(T value) => new(value, null);

    public static implicit operator SourceResult<T>(SourceProblem problem) => new(default, problem);

    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out SourceProblem? problem)
    {
        (value, problem) = (_value, Problem);
        return problem is null;
    }
}
