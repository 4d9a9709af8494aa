using System.Buffers.Text;
using System.Net.Mail;
using System.Net.Sockets;
using System.Security.Cryptography;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Activity;
using Tracker.Server.Operations;
using Tracker.Server.Operations.Outbound;
using Tracker.Storage;

namespace Tracker.Server.Notifications.Channels;

/// <summary>Channels, made and changed by administrators, and sending through them.</summary>
internal sealed class ChannelService(IDatabase database, IEnumerable<ISender> senders, SecretKey seal, TimeProvider clock)
{
    public const int Most = 200;
    public const int MaxName = 100;

    private readonly Dictionary<string, ISender> _senders = senders.ToDictionary(s => s.Kind, StringComparer.Ordinal);

    public IEnumerable<string> Kinds => _senders.Keys.Order(StringComparer.Ordinal);

    /// <summary>The channel, and the secret that was made for it, which is shown this once.</summary>
    public async Task<Outcome<(Channel Channel, string? Secret)>> CreateAsync(string? name, string? kind, ChannelConfig? config, Caller caller, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(name)) return Failure.Invalid("name is required.");
        if (name.Length > MaxName || name.Any(char.IsControl)) return Failure.Invalid($"name may have at most {MaxName} characters, none of them a control character.");
        if (kind is null || !_senders.TryGetValue(kind, out var sender)) return Failure.Invalid($"kind must be one of {string.Join(", ", Kinds)}.");
        config ??= new();
        var made = kind == "webhook" && config.Secret is null ? Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)) : null;
        if (made is not null) config = config with { Secret = made };
        if (!sender.Check(config).TryGet(out var summary, out var failure)) return failure;
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var channel = new Channel(0, id, name.Trim(), kind, seal.Protect(config.Write(), Purpose(id)), summary, true, caller.Principal.Name, now);
        return await database.TryWriteAsync<(Channel, string?)>(
            async write =>
            {
                if (await ChannelStore.CountAsync(write) >= Most) return new Failure(RpcCode.ResourceExhausted, $"There are {Most} channels, which is the most there may be.");
                if (await ChannelStore.InsertAsync(write, channel) is not { } stored) return new Failure(RpcCode.AlreadyExists, $"There is a channel named {channel.Name} already.");
                await AuditAsync(write, caller, "channel.create", stored);
                return (stored, made);
            },
            ct);
    }

    /// <summary>Another configuration in place of the old one, or on and off.</summary>
    public async Task<Outcome<Channel>> ChangeAsync(Guid id, ChannelConfig? config, bool? enabled, Caller caller, CancellationToken ct)
    {
        if (config is null && enabled is null) return Failure.Invalid("one of config, enabled is required.");
        return await database.TryWriteAsync<Channel>(
            async write =>
            {
                if (await ChannelStore.FindAsync(write, id) is not { } channel) return NotFound(id);
                if (config is not null)
                {
                    // Nobody needs to know the secret to move the address.
                    if (channel.Kind == "webhook" && config.Secret is null) config = config with { Secret = ConfigOf(channel).Secret };
                    if (!_senders[channel.Kind].Check(config).TryGet(out var summary, out var failure)) return failure;
                    channel = channel with { Config = seal.Protect(config.Write(), Purpose(id)), Summary = summary };
                }

                channel = channel with { IsEnabled = enabled ?? channel.IsEnabled };
                await ChannelStore.UpdateAsync(write, channel);
                await AuditAsync(write, caller, "channel.change", channel);
                return channel;
            },
            ct);
    }

    public Task<Outcome<Channel>> DeleteAsync(Guid id, Caller caller, CancellationToken ct) => database.TryWriteAsync<Channel>(
        async write =>
        {
            if (await ChannelStore.DeleteAsync(write, id) is not { } channel) return NotFound(id);
            await AuditAsync(write, caller, "channel.delete", channel);
            return channel;
        },
        ct);

    public Task<List<Channel>> ListAsync(CancellationToken ct) => ChannelStore.ListAsync(database, ct);

    public async Task<Outcome<Channel>> FindAsync(Guid id, CancellationToken ct) => await ChannelStore.FindAsync(database, id, ct) is { } channel ? channel : NotFound(id);

    /// <summary>Sends a test at once, and tells what the receiver said.</summary>
    public async Task<Outcome<SendResult>> TestAsync(Guid id, Caller caller, CancellationToken ct)
    {
        if (!(await FindAsync(id, ct)).TryGet(out var channel, out var failure)) return failure;
        var now = clock.GetUtcNow();
        var alert = new Alert(now, "test", channel.Id.ToString(), Severity.Info, $"A test of the channel “{channel.Name}”, by {caller.Principal.Name}", "/admin/channels");
        return await SendAsync(channel, new(Guid.CreateVersion7(now), alert), ct);
    }

    /// <summary>One attempt; what the outside does wrong is a result too.</summary>
    public async Task<SendResult> SendAsync(Channel channel, Notification notification, CancellationToken ct)
    {
        try
        {
            return await _senders[channel.Kind].SendAsync(ConfigOf(channel), notification, ct);
        }
        catch (CryptographicException)
        {
            return new(false, "The channel's configuration was sealed with another TRACKER_SECRET_KEY.");
        }
        catch (Exception e) when (e is HttpRequestException or OutboundRefusedException or TimeoutException or SmtpException or SocketException or IOException)
        {
            return new(false, e.InnerException is { } inner ? $"{e.Message} {inner.Message}" : e.Message);
        }
    }

    private ChannelConfig ConfigOf(Channel channel) => ChannelConfig.Read(seal.Unprotect(channel.Config, Purpose(channel.Id)));

    internal static string Purpose(Guid id) => $"channel:{id}";

    private static Failure NotFound(Guid id) => Failure.NotFound($"There is no channel {id}.");

    private ValueTask AuditAsync(IWrite write, Caller caller, string action, Channel channel) =>
        AuditLog.AppendAsync(write, new(clock.GetUtcNow(), caller.Principal.Name, caller.Address, action, channel.Name, $"{channel.Kind}, {(channel.IsEnabled ? "on" : "off")}"));
}
