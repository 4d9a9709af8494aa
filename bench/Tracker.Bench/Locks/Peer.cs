using System.Net;
using System.Net.Sockets;
using Tracker.Testing;

namespace Tracker.Bench.Locks;

/// <summary>What people would use instead of Tracker, from Debian: installed when it is missing, started on a free port, its data on the same disk.</summary>
internal sealed class Peer : IAsyncDisposable
{
    private static readonly TimeSpan Installing = TimeSpan.FromMinutes(6);

    private readonly ChildProcess _process;

    private Peer(ChildProcess process, int port)
    {
        _process = process;
        Port = port;
    }

    public int Id => _process.Id;

    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port}");

    public static async Task<Peer> EtcdAsync(CancellationToken ct)
    {
        var program = await ProgramAsync("etcd", "etcd-server", ct);
        var (client, peer) = (FreePort(), FreePort());
        return await StartAsync(program, client, ct,
            "--data-dir", Machine.DataFolder("etcd"),
            "--listen-client-urls", $"http://127.0.0.1:{client}", "--advertise-client-urls", $"http://127.0.0.1:{client}",
            "--listen-peer-urls", $"http://127.0.0.1:{peer}", "--initial-advertise-peer-urls", $"http://127.0.0.1:{peer}",
            "--initial-cluster", $"default=http://127.0.0.1:{peer}", "--log-level", "error");
    }

    public static async Task<Peer> RedisAsync(CancellationToken ct)
    {
        var program = await ProgramAsync("redis-server", "redis-server", ct);
        var port = FreePort();
        return await StartAsync(program, port, ct,
            "--port", $"{port}", "--bind", "127.0.0.1", "--dir", Machine.DataFolder("redis"), "--save", "", "--appendonly", "yes", "--appendfsync", "always");
    }

    /// <summary>The path of a program of a Debian package.</summary>
    public static async Task<string> ProgramAsync(string name, string package, CancellationToken ct)
    {
        if (Requires.Find(name) is { } found) return found;
        await Console.Error.WriteLineAsync($"  {name} is missing: installing Debian's {package}");
        // What is installed here must not start by itself: it is started below, on a free port.
        const string Install = """
            policy=/usr/sbin/policy-rc.d
            if [ ! -e $policy ]; then trap 'rm -f $policy' EXIT; printf '#!/bin/sh\nexit 101\n' >$policy; chmod 755 $policy; fi
            export DEBIAN_FRONTEND=noninteractive
            apt-get -q -y -o DPkg::Lock::Timeout=240 update && apt-get -q -y -o DPkg::Lock::Timeout=240 install --no-install-recommends "$0"
            """;
        await using var apt = await ChildProcess.RunAsync("sh", ["-c", Install, package], timeout: Installing, ct: ct);
        return Requires.Find(name)
            ?? throw new InvalidOperationException($"{name} is needed to compare with: apt-get install {package} (as root) failed.\n{apt.Said}");
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static async Task<Peer> StartAsync(string program, int port, CancellationToken ct, params string[] arguments)
    {
        var peer = new Peer(ChildProcess.Start(program, arguments), port);
        try
        {
            await Poll.UntilAsync(peer.Answers, ct: ct, what: $"{program} listens");
            return peer;
        }
        catch (TimeoutException e)
        {
            var said = peer._process.Said;
            await peer.DisposeAsync();
            throw new InvalidOperationException($"{program} did not start.\n{said}", e);
        }
    }

    private bool Answers()
    {
        try
        {
            using var _ = new TcpClient("127.0.0.1", Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
