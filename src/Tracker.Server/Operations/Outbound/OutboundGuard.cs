using System.Net;
using System.Net.Sockets;

namespace Tracker.Server.Operations.Outbound;

/// <summary>
/// Which addresses the server may call on somebody's behalf: public ones, and those that the operator allows. Whoever may
/// name an address must not reach through the server what only the server can reach.
/// </summary>
public sealed class OutboundGuard(OutboundOptions options)
{
    private const int MaxUrl = 2000;

    private static readonly IPNetwork[] Refused = Networks(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        // Azure's host, which hands out what a machine is configured with.
        "168.63.129.16/32",
        // Teredo, ORCHID, documentation.
        "2001::/23", "2001:db8::/32", "3fff::/20");

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");
    private static readonly IPNetwork SixToFour = IPNetwork.Parse("2002::/16");

    public bool Allows(IPAddress address)
    {
        var plain = address.AddressFamily == AddressFamily.InterNetworkV6 ? Embedded(address) ?? address : address;
        if (options.Allow.Any(n => n.Contains(plain))) return true;
        if (plain.AddressFamily == AddressFamily.InterNetworkV6 && !GlobalUnicast.Contains(plain)) return false;
        return !Refused.Any(n => n.Contains(plain));
    }

    /// <summary>The addresses of a name that may be called, from one resolution.</summary>
    /// <exception cref="OutboundRefusedException">There is none.</exception>
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken ct)
    {
        var addresses = await Dns.GetHostAddressesAsync(host, ct);
        var allowed = addresses.Where(Allows).ToList();
        return allowed.Count > 0 ? allowed : throw new OutboundRefusedException(
            $"{host} has no address that may be called: loopback, private and reserved addresses are refused unless TRACKER_OUTBOUND_ALLOW lists their network.");
    }

    /// <summary>An address as it may be kept: http or https, a host, no credentials. A name is resolved when it is called.</summary>
    public Outcome<Uri> CheckUrl(string field, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return Failure.Invalid($"{field} is required.");
        if (text.Length > MaxUrl) return Failure.Invalid($"{field} may have at most {MaxUrl} characters.");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || WrongWith(url) is not null)
        {
            return Failure.Invalid($"{field} must be an http or https address with a host and without user name or password.");
        }

        return !IPAddress.TryParse(url.DnsSafeHost, out var address) || Allows(address)
            ? url
            : Failure.Invalid($"{field}: {address} may not be called unless TRACKER_OUTBOUND_ALLOW lists its network.");
    }

    /// <summary>Why an address may not be called, whatever its host; null when it may.</summary>
    internal static string? WrongWith(Uri url) => url switch
    {
        { Scheme: not ("http" or "https") } => "only http and https are called",
        { UserInfo.Length: > 0 } => "an address with credentials in it is not called",
        { Host.Length: 0 } => "it names no host",
        _ => null,
    };

    /// <summary>The IPv4 address that an IPv6 one stands for: mapped, through NAT64, through 6to4.</summary>
    private static IPAddress? Embedded(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        if (Nat64.Contains(address)) return new IPAddress(address.GetAddressBytes().AsSpan(12, 4));
        return SixToFour.Contains(address) ? new IPAddress(address.GetAddressBytes().AsSpan(2, 4)) : null;
    }

    private static IPNetwork[] Networks(params string[] texts) => [.. texts.Select(t => IPNetwork.Parse(t))];
}

/// <summary>The server does not call this.</summary>
public sealed class OutboundRefusedException(string message) : Exception(message);
