using System.Buffers.Text;
using System.Net.Mail;
using System.Net.Sockets;
using System.Security.Cryptography;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Activity;
using Tracker.Server.Notifications.Rules;
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
        if (WrongName(name) is { } wrong) return wrong;
        if (kind is null || !_senders.TryGetValue(kind, out var sender)) return Failure.Invalid($"kind must be one of {string.Join(", ", Kinds)}.");
        config ??= new();
        var made = kind == "webhook" && config.Secret is null ? Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)) : null;
        if (made is not null) config = config with { Secret = made };
        if (!sender.Check(config).TryGet(out var summary, out var failure)) return failure;
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var channel = new Channel(0, id, name!.Trim(), kind, seal.Protect(config.Write(), Purpose(id)), summary, true, caller.Principal.Name, now, 0, null);
        return await RuleBook.ChangeAsync<(Channel, string?)>(
            database,
            async write =>
            {
                if (await ChannelStore.CountAsync(write) >= Most) return new Failure(RpcCode.ResourceExhausted, $"There are {Most} channels, which is the most there may be.");
                if (await ChannelStore.InsertAsync(write, channel) is not { } stored) return Taken(channel.Name);
                await AuditAsync(write, caller, "channel.create", stored);
                return (stored, made);
            },
            ct);
    }

    /// <summary>Another name, another configuration, or on and off; what is left out stays as it is.</summary>
    public async Task<Outcome<Channel>> ChangeAsync(Guid id, ChangeChannelRequest change, Caller caller, CancellationToken ct)
    {
        if (change is { Name: null, Config: null, Enabled: null }) return Failure.Invalid("one of name, config, enabled is required.");
        if (change.Name is not null && WrongName(change.Name) is { } wrong) return wrong;
        return await RuleBook.ChangeAsync<Channel>(
            database,
            async write =>
            {
                if (await ChannelStore.FindAsync(write, id) is not { } old) return NotFound(id);
                var channel = old with { Name = change.Name?.Trim() ?? old.Name, IsEnabled = change.Enabled ?? old.IsEnabled };
                if (await ChannelStore.IsNameTakenAsync(write, channel.Name, id)) return Taken(channel.Name);
                if (change.Config is not null)
                {
                    TryOpen(old, out var stored);
                    if (!change.Config.Over(stored).TryGet(out var config, out var failure)) return failure;
                    if (!_senders[old.Kind].Check(config).TryGet(out var summary, out failure)) return failure;
                    channel = channel with { Config = seal.Protect(config.Write(), Purpose(id)), Summary = summary };
                }

                await ChannelStore.UpdateAsync(write, channel);
                await AuditAsync(write, caller, "channel.change", channel, channel.Name == old.Name ? "" : $", was {old.Name}");
                return channel;
            },
            ct);
    }

    public Task<Outcome<Channel>> DeleteAsync(Guid id, Caller caller, CancellationToken ct) => RuleBook.ChangeAsync<Channel>(
        database,
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
            return new(false, e.InnerException is { } inner && !e.Message.Contains(inner.Message, StringComparison.Ordinal) ? $"{e.Message} {inner.Message}" : e.Message);
        }
    }

    /// <summary>What of the configuration a form may show again: no address that is a secret itself, and no secret.</summary>
    public ChannelConfig Shown(Channel channel) =>
        channel.Kind == "email" && TryOpen(channel, out var config) ? config with { Password = null } : TryOpen(channel, out config) ? new() { Channel = config.Channel } : new();

    private bool TryOpen(Channel channel, out ChannelConfig config)
    {
        try
        {
            config = ConfigOf(channel);
            return true;
        }
        catch (CryptographicException)
        {
            // Sealed with another key: only a whole new configuration helps.
            config = new();
            return false;
        }
    }

    private ChannelConfig ConfigOf(Channel channel) => ChannelConfig.Read(seal.Unprotect(channel.Config, Purpose(channel.Id)));

    internal static string Purpose(Guid id) => $"channel:{id}";

    private static Failure? WrongName(string? name) =>
        string.IsNullOrWhiteSpace(name) ? Failure.Invalid("name is required.")
        : name.Length > MaxName || name.Any(char.IsControl) ? Failure.Invalid($"name may have at most {MaxName} characters, none of them a control character.")
        : null;

    private static Failure Taken(string name) => new(RpcCode.AlreadyExists, $"There is a channel named {name} already.");

    private static Failure NotFound(Guid id) => Failure.NotFound($"There is no channel {id}.");

    private ValueTask AuditAsync(IWrite write, Caller caller, string action, Channel channel, string more = "") =>
        AuditLog.AppendAsync(write, new(clock.GetUtcNow(), caller.Principal.Name, caller.Address, action, channel.Name, $"{channel.Kind}, {(channel.IsEnabled ? "on" : "off")}{more}"));
}
