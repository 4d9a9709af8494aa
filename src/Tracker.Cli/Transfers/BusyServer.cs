using Tracker.Cli.Connect;

namespace Tracker.Cli.Transfers;

/// <summary>A server that is asked again when it is busy, or away, for a moment.</summary>
internal static class BusyServer
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private const int MostTries = 60;

    /// <summary>What the server answers in the end; credentials that are not enough end the command.</summary>
    /// <param name="server">Who is asked.</param>
    /// <param name="request">What.</param>
    /// <param name="ct">Ends it.</param>
    /// <param name="isRepeatable">Whether it may be done though no answer comes; asked again, it must do nothing more.</param>
    public static async Task<Reply> AskAsync(this ServerConnection server, Request request, CancellationToken ct, bool isRepeatable = false)
    {
        isRepeatable |= request.Method == HttpMethod.Get;
        for (var tries = 1; ; tries++)
        {
            try
            {
                var reply = await server.TrySendAsync(request, ct);
                if (reply.Status is 401 or 403) throw Refusal.Of(reply, server.Target);
                if (reply.Status is not (429 or 503) || tries == MostTries) return reply;
            }
            catch (CommandException e) when (e.ExitCode == ExitCode.Unreachable && isRepeatable && server.HasAnswered && tries < MostTries)
            {
                // A server that never answered is none; this one may be starting again.
            }

            await Task.Delay(Pause, TimeProvider.System, ct);
        }
    }
}
