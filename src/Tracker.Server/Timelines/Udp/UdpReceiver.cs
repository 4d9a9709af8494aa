using System.Net;
using System.Net.Sockets;
using Tracker.Protocol.Timelines;
using Tracker.Server.Operations;
using Tracker.Server.Timelines.Ingest;
using Tracker.Storage;

namespace Tracker.Server.Timelines.Udp;

/// <summary>Takes datagrams on a thread of its own. Nothing is answered; what cannot be taken is counted by its reason.</summary>
internal sealed partial class UdpReceiver(
    UdpOptions options, TimelineIngest ingest, TimelineMetrics metrics, DatagramAddress address, TimeProvider clock, ILogger<UdpReceiver> log) : IHostedService, IDisposable
{
    private const int WantedBuffer = 4 << 20;

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(100);

    /// <summary>How long what has already arrived is read when the server stops.</summary>
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(1);

    private readonly TextTable _texts = new();
    private readonly SenderTable _senders = new(options);
    private readonly byte[] _scratch = new byte[TimelineDatagram.ScratchBytes];
    private readonly List<Incoming> _batch = [];
    private readonly long[] _refused = new long[Enum.GetValues<DatagramError>().Length];
    private Socket? _socket;
    private Thread? _thread;
    private volatile bool _stopping;
    private long _lastTime;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Port is not { } port) return Task.CompletedTask;
        _socket = Open(new(options.Bind, port));
        var bound = (IPEndPoint)_socket.LocalEndPoint!;
        address.Set(bound, options.Reach());
        metrics.WatchKernel(() => KernelDrops.Of(bound));
        var source = DatagramSource.Of(_socket);
        _thread = new(() => Run(source)) { IsBackground = true, Name = "timeline datagrams" };
        _thread.UnsafeStart();
        LogListening(bound, options.Reach(), _socket.ReceiveBufferSize / 1024);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        while (_thread is { IsAlive: true } && !cancellationToken.IsCancellationRequested) await Task.Delay(10, CancellationToken.None);
        _socket?.Dispose();
    }

    public void Dispose() => _socket?.Dispose();

    private static Socket Open(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            if (endPoint.Address.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
            socket.ReceiveBufferSize = WantedBuffer;
            socket.Bind(endPoint);
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException($"UDP_PORT: cannot take datagrams at {endPoint}: {e.Message}. Choose another port, or UDP_PORT=off.", e);
        }
    }

    private void Run(DatagramSource source)
    {
        long? stoppingSince = null;
        while (true)
        {
            try
            {
                var count = source.Receive();
                for (var i = 0; i < count; i++) Take(source.Sender(i), source.Datagram(i));
                ingest.Post(_batch);
                _batch.Clear();
                CountRefused();
                if (_stopping)
                {
                    stoppingSince ??= clock.GetTimestamp();
                    if (count == 0 || clock.GetElapsedTime(stoppingSince.Value) > Drain) return;
                }
                // To be woken for each costs more than to read it. One by itself is not kept waiting.
                else if (count > 1 && count < source.Most) Thread.Sleep(1);
            }
            catch (Exception e)
            {
                if (_stopping) return;
                LogFailed(e);
                Thread.Sleep(PauseAfterFailure);
            }
        }
    }

    private void Take(ReadOnlySpan<byte> socketAddress, ReadOnlySpan<byte> datagram)
    {
        // A socket that is closed while it is read has something to read: nothing, from nobody.
        if (socketAddress.Length < SenderTable.LeastAddress) return;
        var sender = _senders[socketAddress];
        if (!sender.IsAllowed)
        {
            metrics.Dropped("sender_not_allowed");
            return;
        }

        var error = TimelineDatagram.Read(datagram, _scratch, out var message);
        if (error != DatagramError.None)
        {
            _refused[(int)error]++;
            return;
        }

        // One after the other, also where the clock is too coarse for it: what is received later happens later.
        var now = _lastTime = Math.Max(Instant.ToMicroseconds(clock.GetUtcNow()), _lastTime + 1);
        var host = message.Host.IsEmpty && message.AutoIP ? sender.Host : _texts[message.Host];
        _batch.Add(new(_texts[message.Context], _texts[message.Name], host, message.Type, message.Time ?? now, message.Status));
    }

    private void CountRefused()
    {
        for (var i = 0; i < _refused.Length; i++)
        {
            metrics.Dropped(((DatagramError)i).ToReason(), _refused[i]);
            _refused[i] = 0;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Timelines take datagrams at {Address} {Reach}; the socket's buffer is {Kilobytes} KiB")]
    private partial void LogListening(IPEndPoint address, string reach, int kilobytes);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Datagrams could not be received")]
    private partial void LogFailed(Exception error);
}
