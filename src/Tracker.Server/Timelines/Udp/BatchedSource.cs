using System.Net.Sockets;
using System.Runtime.InteropServices;
using Tracker.Protocol.Timelines;

namespace Tracker.Server.Timelines.Udp;

/// <summary>Many datagrams for one system call: recvmmsg(2), on Linux with 64 bits.</summary>
internal sealed class BatchedSource : DatagramSource
{
    private const int Batch = 128;
    private const int AddressBytes = 28;
    private const int WaitForOne = 0x10000;
    private const int SocketLevel = 1;
    private const int ReceiveTimeout = 20;
    private const int Again = 11;
    private const int Interrupted = 4;

    private readonly Socket _socket;

    // The kernel writes to all of them, so they must stay where they are.
    private readonly byte[] _datagrams = GC.AllocateUninitializedArray<byte>(Batch * TimelineLimits.DatagramBytes, pinned: true);
    private readonly byte[] _senders = GC.AllocateArray<byte>(Batch * AddressBytes, pinned: true);
    private readonly Piece[] _pieces = GC.AllocateArray<Piece>(Batch, pinned: true);
    private readonly Header[] _headers = GC.AllocateArray<Header>(Batch, pinned: true);
    private readonly nint _headersAddress;

    public BatchedSource(Socket socket)
    {
        _socket = socket;
        // struct timeval
        var wait = MemoryMarshal.AsBytes<long>([0, (long)Patience.TotalMicroseconds]);
        socket.SetRawSocketOption(SocketLevel, ReceiveTimeout, wait);
        for (var i = 0; i < Batch; i++)
        {
            _pieces[i] = new() { Base = Marshal.UnsafeAddrOfPinnedArrayElement(_datagrams, i * TimelineLimits.DatagramBytes), Length = TimelineLimits.DatagramBytes };
            _headers[i].Pieces = Marshal.UnsafeAddrOfPinnedArrayElement(_pieces, i);
            _headers[i].PieceCount = 1;
            _headers[i].Name = Marshal.UnsafeAddrOfPinnedArrayElement(_senders, i * AddressBytes);
            _headers[i].NameLength = AddressBytes;
        }

        _headersAddress = Marshal.UnsafeAddrOfPinnedArrayElement(_headers, 0);
    }

    public override int Most => Batch;

    public override int Receive()
    {
        var count = Receive(_socket.SafeHandle, _headersAddress, Batch, WaitForOne, 0);
        if (count >= 0) return count;
        var error = Marshal.GetLastPInvokeError();
        return error is Again or Interrupted ? 0 : throw new SocketException(error);
    }

    public override ReadOnlySpan<byte> Datagram(int i) => _datagrams.AsSpan(i * TimelineLimits.DatagramBytes, (int)_headers[i].Received);

    public override ReadOnlySpan<byte> Sender(int i)
    {
        var sender = _senders.AsSpan(i * AddressBytes, Math.Min((int)_headers[i].NameLength, AddressBytes));
        // The kernel has put the length of this one where the room for the next one must be.
        _headers[i].NameLength = AddressBytes;
        return sender;
    }

    [DllImport("libc", EntryPoint = "recvmmsg", SetLastError = true)]
    private static extern int Receive(SafeHandle socket, nint headers, uint count, int flags, nint timeout);

    /// <summary>struct iovec</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Piece
    {
        public nint Base;
        public nint Length;
    }

    /// <summary>struct mmsghdr</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Header
    {
        public nint Name;
        public uint NameLength;
        public nint Pieces;
        public nint PieceCount;
        public nint Control;
        public nint ControlLength;
        public int Flags;
        private readonly int _endOfMessageHeader;
        public uint Received;
        private readonly uint _end;
    }
}
