using System.Net;

namespace Tracker.Client;

/// <summary>How a client reaches its server. Change a copy by <c>with</c>.</summary>
public sealed record TrackerOptions
{
    /// <summary>The port that a server takes datagrams at unless configured otherwise.</summary>
    public const int DefaultUdpPort = 8123;

    /// <summary>The server's HTTP address; http://localhost:8080 unless given. A path in it is kept: https://example.com/tracker.</summary>
    public Uri Server { get; init; } = new("http://localhost:8080");

    /// <summary>A user's token, sent as <c>Authorization: Bearer</c>; needless beside an API key. It appears in no text of this library.</summary>
    public string? Token { get; init; }

    /// <summary>How long one attempt may take, from the first byte sent to the last received; 30 seconds unless given.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a failed attempt is repeated where that cannot do something twice, 0 to 20; 3 unless given.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>The longest pause before a repeat; a server that asks for a longer one (<c>Retry-After</c>) ends the call. 30 seconds unless given.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many bytes an answer may have, after decompression; 64 MiB unless given.</summary>
    public int LargestAnswer { get; init; } = 64 * 1024 * 1024;

    /// <summary>Where datagrams of timelines go, an <see cref="IPEndPoint"/> or a <see cref="DnsEndPoint"/>; port 8123 of <see cref="Server"/> unless given.</summary>
    public EndPoint? Udp { get; init; }

    /// <summary>What sends requests, where a proxy, certificates or a factory need one of their own. It is not disposed with the client.</summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>The clock of timestamps, pauses and renewals.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Without the token.</summary>
    public override string ToString() => $"{nameof(TrackerOptions)} {{ Server = {Server}, Timeout = {Timeout}, Retries = {Retries} }}";

    internal void Check()
    {
        if (!Server.IsAbsoluteUri || Server.Scheme is not ("http" or "https")) throw new ArgumentException("Server must be an absolute http or https address.");
        if (Server.UserInfo.Length > 0) throw new ArgumentException("Server must hold no credentials: give the API key, or Token.");
        if (Retries is < 0 or > 20) throw new ArgumentException("Retries must be from 0 to 20.");
        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromDays(1)) throw new ArgumentException("Timeout must be more than nothing and at most a day.");
        if (LongestPause < TimeSpan.Zero || LongestPause > TimeSpan.FromDays(1)) throw new ArgumentException("LongestPause must not be negative, and at most a day.");
        if (LargestAnswer <= 0) throw new ArgumentException("LargestAnswer must be at least one byte.");
        if (Udp is not (null or IPEndPoint or DnsEndPoint)) throw new ArgumentException("Udp must be an IPEndPoint or a DnsEndPoint.");
    }
}
