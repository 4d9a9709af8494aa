using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Tracker.Server.Timelines.Udp;

/// <summary>How many datagrams the kernel has dropped because the socket's buffer was full; on Linux.</summary>
internal static class KernelDrops
{
    private const int DropsColumn = 12;

    public static long Of(IPEndPoint bound)
    {
        var table = bound.AddressFamily == AddressFamily.InterNetworkV6 ? "/proc/net/udp6" : "/proc/net/udp";
        if (!File.Exists(table)) return 0;
        var port = ":" + bound.Port.ToString("X4", CultureInfo.InvariantCulture);
        return File.ReadLines(table)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(columns => columns.Length > DropsColumn && columns[1].EndsWith(port, StringComparison.Ordinal))
            .Sum(columns => long.Parse(columns[DropsColumn], CultureInfo.InvariantCulture));
    }
}
