using System.Globalization;
using System.Net;
using Tracker.Server.Operations;

namespace Tracker.Server.Timelines.Udp;

/// <summary>Where datagrams are taken, and from whom. They carry no credentials, so it is this machine alone unless somebody says otherwise.</summary>
/// <param name="Port">0 for any free one; null for none.</param>
/// <param name="Bind">The address to listen on.</param>
/// <param name="Allow">The networks of the senders; empty for whoever can reach it.</param>
public sealed record UdpOptions(int? Port, IPAddress Bind, IReadOnlyList<IPNetwork> Allow)
{
    /// <summary>What an agent puts in place of the loopback address of a sender beside it; null to leave it.</summary>
    public IPAddress? OwnAddress { get; init; }

    private static readonly Setting<int?> PortSetting = new(
        "UDP_PORT", 8123, "a port from 1 to 65535, 0 for any free one, or off", "datagrams of timelines",
        text => text == "off" ? (true, null)
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort ? (true, port)
            : default);

    private static readonly Setting<string?> BindSetting = Setting.Text(
        "UDP_BIND", "the address to take datagrams on", "an IP address: 127.0.0.1 (default), 0.0.0.0 for everywhere", t => IPAddress.TryParse(t, out _));

    private static readonly Setting<string?> AllowSetting = Setting.Text(
        "UDP_ALLOW", "the networks whose datagrams are taken", "networks divided by commas, such as 10.0.0.0/8,192.168.1.7", t => Networks(t) is not null);

    public static IReadOnlyList<Setting> Known { get; } = [PortSetting, BindSetting, AllowSetting];

    public static UdpOptions From(Settings settings) => new(
        settings.Get(PortSetting),
        IPAddress.Parse(settings.Get(BindSetting) ?? "127.0.0.1"),
        settings.Get(AllowSetting) is { } allow ? Networks(allow)! : []);

    /// <summary>Whether datagrams from an address are taken.</summary>
    public bool Allows(IPAddress sender) => Allow.Count == 0 || Allow.Any(network => network.Contains(sender));

    /// <summary>The host that a sender's address stands for.</summary>
    public IPAddress Host(IPAddress sender) => OwnAddress is { } own && IPAddress.IsLoopback(sender) ? own : sender;

    /// <summary>Who can reach it, in words.</summary>
    public string Reach() => (IPAddress.IsLoopback(Bind), Allow.Count) switch
    {
        (true, _) => "from this machine only; UDP_BIND opens it",
        (false, 0) => "from everywhere that can reach this machine; UDP_ALLOW narrows it",
        _ => "from " + string.Join(", ", Allow),
    };

    private static List<IPNetwork>? Networks(string text)
    {
        var networks = new List<IPNetwork>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (IPNetwork.TryParse(part, out var network)) networks.Add(network);
            else if (IPAddress.TryParse(part, out var address)) networks.Add(new(address, address.GetAddressBytes().Length * 8));
            else return null;
        }

        return networks;
    }
}
