using System.Net;
using System.Net.Sockets;
using Tracker.Protocol.Timelines;

namespace Tracker.Client.Timelines;

/// <summary>
/// Sends datagrams without ever waiting or failing. Until a name is resolved they wait, up to so many; what does not fit, or
/// does not get out, is counted.
/// </summary>
internal sealed class DatagramSender(EndPoint server) : IAsyncDisposable
{
    private const int MostWaiting = 1_000;

    private static readonly TimeSpan LongestFlush = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BeforeAnotherLookUp = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Queue<byte[]> _waiting = new();
    private Socket? _socket;
    private Task? _connecting;
    private long _lastLookUp;
    private bool _isClosed;
    private long _dropped;

    /// <summary>How many were dropped.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public void Send(TimelineMessage message)
    {
        Span<byte> datagram = stackalloc byte[2_048];
        if (TimelineDatagram.Write(message, DatagramFormat.MessagePack, datagram, out var length) != DatagramError.None)
        {
            Drop();
            return;
        }

        lock (_gate)
        {
            if (_isClosed) Drop();
            else if (_socket is { } socket) SendNow(socket, datagram[..length]);
            else if (_waiting.Count < MostWaiting) _waiting.Enqueue(datagram[..length].ToArray());
            else Drop();
            if (_socket is null && !_isClosed) Connect();
        }
    }

    /// <summary>Waits a second at most for a name that is being looked up.</summary>
    public async ValueTask DisposeAsync()
    {
        Task? connecting;
        lock (_gate) connecting = _connecting;
        if (connecting is not null) await Task.WhenAny(connecting, Task.Delay(LongestFlush)).ConfigureAwait(false);
        lock (_gate)
        {
            _isClosed = true;
            Interlocked.Add(ref _dropped, _waiting.Count);
            _waiting.Clear();
            _socket?.Dispose();
        }
    }

    private void Drop() => Interlocked.Increment(ref _dropped);

    private void SendNow(Socket socket, ReadOnlySpan<byte> datagram)
    {
        socket.Send(datagram, SocketFlags.None, out var error);
        // What is told here is that an earlier one did not arrive; this one was not sent yet.
        if (error == SocketError.ConnectionRefused) socket.Send(datagram, SocketFlags.None, out error);
        if (error != SocketError.Success) Drop();
    }

    private void Connect()
    {
        if (_connecting is not null && (!_connecting.IsCompleted || Environment.TickCount64 - _lastLookUp < BeforeAnotherLookUp.TotalMilliseconds)) return;
        _lastLookUp = Environment.TickCount64;
        if (server is IPEndPoint known) Opened(Open([known.Address], known.Port));
        else if (server is DnsEndPoint name) _connecting = Task.Run(() => LookUpAsync(name));
    }

    private async Task LookUpAsync(DnsEndPoint name)
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(name.Host).ConfigureAwait(false);
            lock (_gate) Opened(Open(addresses, name.Port));
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            lock (_gate) Opened(null);
        }
    }

    private static Socket? Open(IEnumerable<IPAddress> addresses, int port)
    {
        foreach (var address in addresses)
        {
            Socket? socket = null;
            try
            {
                socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
                socket.Connect(address, port);
                return socket;
            }
            catch (SocketException)
            {
                // An address family that this machine has no way to: the next one may do.
                socket?.Dispose();
            }
        }

        return null;
    }

    private void Opened(Socket? socket)
    {
        if (_isClosed) socket?.Dispose();
        else _socket = socket;
        while (_waiting.TryDequeue(out var datagram))
        {
            if (_socket is { } open && !_isClosed) SendNow(open, datagram);
            else Drop();
        }
    }
}
