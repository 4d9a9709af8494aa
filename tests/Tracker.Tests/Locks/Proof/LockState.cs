using System.Collections.Immutable;

namespace Tracker.Tests.Locks.Proof;

/// <summary>A lock that is held. Where a renewal went unanswered, its end is only known to lie between two instants.</summary>
/// <param name="Id">The lock's id; <see cref="Nameless"/> of a take without an answer.</param>
public readonly record struct Held(string Id, Scope Scope, long Token, long EndsFrom, long EndsBy)
{
    public const string Nameless = "?";
}

/// <summary>Every lock that is held, in the order of their ids; equal when they hold the same.</summary>
public sealed class LockState(ImmutableArray<Held> held) : IEquatable<LockState>
{
    public static readonly LockState Free = new([]);

    public ImmutableArray<Held> Held { get; } = held;

    public LockState With(Held taken) => new([.. Held.Append(taken).OrderBy(h => h.Id, StringComparer.Ordinal)]);

    public LockState Without(Func<Held, bool> ended) => new([.. Held.Where(h => !ended(h))]);

    public bool Equals(LockState? other) => other is not null && Held.AsSpan().SequenceEqual(other.Held.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as LockState);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var held in Held) hash.Add(held);
        return hash.ToHashCode();
    }
}
