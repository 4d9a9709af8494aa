using System.Text.Json;
using Tracker.Server.Access;
using Tracker.Server.Notifications.Rules;
using Tracker.Storage;

namespace Tracker.Server.Notifications.Channels;

/// <summary>
/// Keeps the channel that <c>SLACK_CHANNEL</c> names among the others, with a rule that sends it the report on tasks. The
/// channel comes and goes with the setting; its rules are the administrators' to change.
/// </summary>
internal sealed class EnvironmentChannel(IDatabase database, SecretKey seal, NotificationOptions options, TimeProvider clock, ILogger<EnvironmentChannel> log) : BackgroundService
{
    public const string Name = "SLACK_CHANNEL";

    private static readonly Guid Id = new("5ac4c4a2-0000-4000-8000-000000000001");
    private static readonly string[] Kinds = ["task.report"];

    private const string InsertRule =
        """
        INSERT INTO notification_rule(uuid, channel_id, kinds, service, environment, tag, subject, severity, created_at)
        VALUES($1, $2, $3, '', '', '', '', 0, $4)
        """;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (options.SlackChannel is { } to) await KeepAsync(to, stoppingToken);
                else await RemoveAsync(stoppingToken);
                return;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogWarning(e, "The channel of SLACK_CHANNEL could not be kept now; the next try is in five seconds");
                await Task.Delay(TimeSpan.FromSeconds(5), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private Task<bool> KeepAsync(string to, CancellationToken ct)
    {
        var config = new ChannelConfig { Channel = to, ApiUrl = options.SlackApiUrl };
        var now = clock.GetUtcNow();
        var channel = new Channel(0, Id, Name, "slack", seal.Protect(config.Write(), ChannelService.Purpose(Id)), to, true, "the environment", now, 0, null);
        return database.WriteAsync(
            async write =>
            {
                if (await ChannelStore.FindAsync(write, Id) is { } kept)
                {
                    await ChannelStore.UpdateAsync(write, kept with { Config = channel.Config, Summary = to });
                    await RuleStore.ReviseAsync(write);
                    return true;
                }

                if (await ChannelStore.InsertAsync(write, channel) is not { } made)
                {
                    log.LogWarning("There is a channel named {Name} of somebody's making; SLACK_CHANNEL has no effect", Name);
                    return false;
                }

                await write.ExecuteAsync(InsertRule, Guid.CreateVersion7(now), made.Key, JsonSerializer.Serialize(Kinds), now);
                await RuleStore.ReviseAsync(write);
                return true;
            },
            ct);
    }

    private async Task RemoveAsync(CancellationToken ct)
    {
        // Asked first, so that a start costs no write.
        if (await ChannelStore.FindAsync(database, Id, ct) is null) return;
        await database.WriteAsync(
            async write =>
            {
                await RuleStore.ReviseAsync(write);
                return await ChannelStore.DeleteAsync(write, Id) is not null;
            },
            ct);
    }
}
