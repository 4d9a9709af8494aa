using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Tracker.Server.Operations;
using Tracker.Server.Operations.Outbound;
using Tracker.Server.Timelines.Udp;

namespace Tracker.Server.Timelines.Agents.Role;

/// <summary>How an agent is reached, and where it delivers.</summary>
/// <param name="Port">Of its HTTP; 0 for any free one.</param>
/// <param name="Key">What every request must show.</param>
/// <param name="Server">Where it delivers to; null when a server comes for it.</param>
/// <param name="Token">What it shows there.</param>
/// <param name="Address">What stands for a sender beside it.</param>
/// <param name="MostMessages">How many it keeps at most.</param>
/// <param name="Authorities">Whose certificates it believes beside the system's.</param>
internal sealed record AgentOptions(int Port, string Key, Uri? Server, string? Token, IPAddress? Address, long MostMessages, X509Certificate2Collection Authorities)
{
    private const int LeastKey = 16;

    private static readonly Setting<int> PortSetting = Setting.Port("AGENT_PORT", 8124, "an agent's HTTP");

    private static readonly Setting<string?> KeySetting = Setting.Text(
        "AGENT_KEY", "the key that requests to an agent show", $"a text of at least {LeastKey} characters", t => t.Length >= LeastKey, secret: true);

    private static readonly Setting<string?> ServerSetting = Setting.Text(
        "TRACKER_SERVER", "the server that an agent delivers to; without it, a server comes for the messages", "an http or https address, such as https://tracker.example.com",
        t => Uri.TryCreate(t, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", UserInfo: "" });

    private static readonly Setting<string?> TokenSetting = Setting.Text("TRACKER_TOKEN", "an API key of that server, with the scope write", secret: true);

    private static readonly Setting<string?> AddressSetting = Setting.Text(
        "AGENT_ADDRESS", "the address that stands for this machine; by default the one by which the server is reached", "an IP address", t => IPAddress.TryParse(t, out _));

    private static readonly Setting<int> MostSetting = Setting.Number("AGENT_MESSAGES", 5_000_000, 1_000, int.MaxValue, "how many messages an agent keeps until they are delivered");

    public static IReadOnlyList<Setting> Known { get; } =
        [.. ServerSettings.Known, .. UdpOptions.Known, .. OutboundOptions.Known, PortSetting, KeySetting, ServerSetting, TokenSetting, AddressSetting, MostSetting];

    /// <exception cref="SettingsException">It has no key.</exception>
    public static AgentOptions From(Settings settings)
    {
        var server = settings.Get(ServerSetting) is { } text ? new Uri(text) : null;
        return new(
            settings.Get(PortSetting),
            settings.Get(KeySetting) ?? throw new SettingsException([$"AGENT_KEY is required: {KeySetting.Allowed}. Who sends to the agent over HTTP, and the server that comes for its messages, shows it."]),
            server,
            settings.Get(TokenSetting),
            settings.Get(AddressSetting) is { } address ? IPAddress.Parse(address) : OwnAddress(server),
            settings.Get(MostSetting),
            OutboundOptions.From(settings).Authorities);
    }

    /// <summary>The address by which this machine reaches the server; nothing is sent to find it.</summary>
    private static IPAddress? OwnAddress(Uri? server)
    {
        try
        {
            if (server is not null)
            {
                using var socket = new Socket(SocketType.Dgram, ProtocolType.Udp);
                socket.Connect(server.DnsSafeHost, server.Port);
                if (socket.LocalEndPoint is IPEndPoint { Address: var own }) return own.IsIPv4MappedToIPv6 ? own.MapToIPv4() : own;
            }
        }
        catch (SocketException)
        {
            // Its name cannot be resolved now; a look at this machine's own addresses is as good.
        }

        return NetworkInterface.GetAllNetworkInterfaces()
            .Where(i => i.OperationalStatus == OperationalStatus.Up && i.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .SelectMany(i => i.GetIPProperties().UnicastAddresses)
            .Select(a => a.Address)
            .Where(a => !a.IsIPv6LinkLocal)
            .OrderBy(a => a.AddressFamily)
            .FirstOrDefault();
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"agent at {Port}, delivering to {Server?.ToString() ?? "whoever comes"}");
}
