using Microsoft.AspNetCore.Http.HttpResults;
using Tracker.Rpc;

namespace Tracker.Server.Operations;

/// <summary>Answers a failure as problem+json, for the APIs that have no other form of error.</summary>
public static class Problems
{
    public static ProblemHttpResult ToProblem(this Failure failure) =>
        TypedResults.Problem(failure.Message, statusCode: failure.HttpStatus ?? RpcError.HttpStatus(failure.Code));

    /// <summary>The answer for the value, or the failure as a problem.</summary>
    public static IResult Answer<T>(this Outcome<T> outcome, Func<T, IResult> answer) =>
        outcome.TryGet(out var value, out var failure) ? answer(value) : failure.ToProblem();
}
