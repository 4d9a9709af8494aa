using System.Text.Json.Nodes;
using Tracker.Cli.Connect;

namespace Tracker.Cli.Locks;

/// <summary>Keeps a lock that has a time to live.</summary>
internal sealed class LockRenewal(ServerConnection server, string id, TimeSpan ttl)
{
    /// <summary>Renews at a third of the time. Ends with why, once the lock is lost or may be.</summary>
    public async Task<string> UntilLostAsync(CancellationToken ct)
    {
        var clock = TimeProvider.System;
        var renewed = clock.GetTimestamp();
        while (true)
        {
            await Task.Delay(ttl / 3, ct);
            var asked = clock.GetTimestamp();
            try
            {
                var request = new Request(HttpMethod.Put, "api/v1alpha1/lock/" + ApiPath.Part(id))
                {
                    Body = new JsonObject { ["ttlSeconds"] = (long)ttl.TotalSeconds },
                    Patience = ttl / 3,
                };
                var reply = await server.TrySendAsync(request, ct);
                if (reply.IsDone) renewed = asked;
                // A server that is stopping, or asks for patience, has not taken the lock away.
                else if (reply.Status is >= 400 and < 500 and not 429) return reply.Detail ?? $"the server answers {reply.Status}";
            }
            catch (CommandException e) when (clock.GetElapsedTime(renewed) >= ttl)
            {
                return e.Message;
            }
            catch (CommandException)
            {
                // Not reached this time; there is time left for another.
            }

            if (clock.GetElapsedTime(renewed) >= ttl) return "it could not be renewed in time";
        }
    }
}
