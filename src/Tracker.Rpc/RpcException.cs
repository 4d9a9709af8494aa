namespace Tracker.Rpc;

/// <summary>The status codes of gRPC, by their standard numbers.</summary>
public enum RpcCode
{
    OK = 0,
    Cancelled = 1,
    Unknown = 2,
    InvalidArgument = 3,
    DeadlineExceeded = 4,
    NotFound = 5,
    AlreadyExists = 6,
    PermissionDenied = 7,
    ResourceExhausted = 8,
    FailedPrecondition = 9,
    Aborted = 10,
    OutOfRange = 11,
    Unimplemented = 12,
    Internal = 13,
    Unavailable = 14,
    DataLoss = 15,
    Unauthenticated = 16,
}

/// <summary>How a call ends that does not succeed; its message is shown to the caller.</summary>
public sealed class RpcException(RpcCode code, string message, Exception? inner = null) : Exception(message, inner)
{
    public RpcCode Code => code;

    /// <summary>The HTTP status over REST where it is not the code's usual one (422 for a reused idempotency key).</summary>
    public int? HttpStatus { get; init; }
}
