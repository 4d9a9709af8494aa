using System.Diagnostics.CodeAnalysis;
using Tracker.Rpc;

namespace Tracker.Server.Operations;

/// <summary>Why something that was asked for was not done, in words for the one who asked.</summary>
public sealed record Failure(RpcCode Code, string Message)
{
    /// <summary>The HTTP status where it is not the code's usual one.</summary>
    public int? HttpStatus { get; init; }

    public static Failure Invalid(string message) => new(RpcCode.InvalidArgument, message);

    public static Failure NotFound(string message) => new(RpcCode.NotFound, message);

    public RpcException ToException() => new(Code, Message) { HttpStatus = HttpStatus };
}

/// <summary>A value, or why there is none.</summary>
public readonly struct Outcome<T>
{
    private readonly T? _value;

    private Outcome(T? value, Failure? failure) => (_value, Failure) = (value, failure);

    public Failure? Failure { get; }

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Failure failure) => new(default, failure);

    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Failure? failure)
    {
        (value, failure) = (_value, Failure);
        return failure is null;
    }

    /// <summary>For transports that report a failure as an exception.</summary>
    public T OrThrow() => Failure is null ? _value! : throw Failure.ToException();
}
