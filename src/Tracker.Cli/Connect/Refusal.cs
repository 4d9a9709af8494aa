namespace Tracker.Cli.Connect;

/// <summary>The line that says what the server refused, and what to do next.</summary>
internal static class Refusal
{
    /// <param name="reply">An answer that is not a success.</param>
    /// <param name="target">Who was asked.</param>
    /// <param name="conflict">What to do about a conflict.</param>
    public static CommandException Of(Reply reply, Target target, string? conflict = null)
    {
        var said = reply.Detail?.TrimEnd('.') is { Length: > 0 } detail ? detail + ". " : "";
        return CommandException.Refused((reply.Status, reply.Elsewhere) switch
        {
            ( >= 300 and < 400, { } elsewhere) => $"{target.Server} sends callers to {elsewhere.GetLeftPart(UriPartial.Authority)}; use that as --server (TRACKER_SERVER).",
            (401, _) when target.CredentialsFrom is { } from => $"The server does not take the credentials of {from}; run 'tracker login', or set another API_KEY.",
            (401, _) => $"The server wants credentials; run 'tracker login', or set API_KEY or TRACKER_TOKEN.",
            (403, _) => said + "Ask who administers the server for a key or a user with a greater scope.",
            (404, _) when said.Length == 0 => $"{target.Server} knows no such address; is --server (TRACKER_SERVER) right, and the server as new as this program?",
            (404, _) => said + "Look for the right one with the command's 'list'.",
            (409, _) => said + (conflict ?? "Somebody was first: look at what is there, then try again."),
            (413, _) => said + "Send less at once.",
            (422, _) => said + "Use another idempotency key for another request.",
            (429, _) => said + "Wait a little, then try again.",
            (503, _) => (said.Length > 0 ? said : "The server cannot take it now. ") + "Nothing may have been stored; try again later.",
            ( >= 500, _) => (said.Length > 0 ? said : $"The server failed with {reply.Status}. ") + "Its log tells more.",
            _ => said.Length > 0 ? said.TrimEnd() : $"The server refused it with {reply.Status}.",
        });
    }
}
