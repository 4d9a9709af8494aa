using Tracker.Cli.Connect;

namespace Tracker.Cli.Transfers;

/// <summary>A server that is asked again when it is busy for a moment.</summary>
internal static class BusyServer
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private const int MostTries = 60;

    /// <summary>What the server answers in the end; credentials that are not enough end the command.</summary>
    public static async Task<Reply> AskAsync(this ServerConnection server, Request request, CancellationToken ct)
    {
        for (var tries = 1; ; tries++)
        {
            var reply = await server.TrySendAsync(request, ct);
            if (reply.Status is 401 or 403) throw Refusal.Of(reply, server.Target);
            if (reply.Status is not (429 or 503) || tries == MostTries) return reply;
            await Task.Delay(Pause, TimeProvider.System, ct);
        }
    }
}
