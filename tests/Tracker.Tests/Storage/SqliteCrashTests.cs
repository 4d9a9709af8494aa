using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Tracker.Storage;

namespace Tracker.Tests.Storage;

/// <summary>A process killed while 64 producers write loses nothing that was acknowledged.</summary>
public sealed class SqliteCrashTests : IDisposable
{
    private const string ChildVariable = "TRACKER_STORE_CRASH_CHILD";
    private const int Producers = 64;
    private const int Rounds = 2;
    private const int EnoughAcknowledged = 3000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string? ParentsFolder = Environment.GetEnvironmentVariable(ChildVariable);

    private readonly string _folder = ParentsFolder ?? Directory.CreateTempSubdirectory("tracker-crash-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        if (ParentsFolder is null)
            Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Nothing_acknowledged_is_lost_by_kill_9()
    {
        var acknowledged = new HashSet<Guid>();
        for (var round = 0; round < Rounds; round++)
        {
            await WriteUntilKilled(acknowledged, (round + 1) * EnoughAcknowledged);
            await using var store = await Open(_folder);
            await using var connection = await store.OpenReadAsync(Ct);
            Assert.Equal("ok", await connection.FirstAsync("PRAGMA integrity_check", r => r.GetString(0), Ct));
            var stored = (await connection.QueryAsync("SELECT id FROM crash", r => r.GetUuid(0), Ct)).ToHashSet();
            Assert.Empty(acknowledged.Except(stored));
            // A change row goes with every row, or with none.
            Assert.Equal(stored.Count, await connection.FirstAsync("SELECT count(*) FROM change", r => r.GetInt32(0), Ct));
        }
        Assert.InRange(acknowledged.Count, Rounds * EnoughAcknowledged, int.MaxValue);
    }

    private async Task WriteUntilKilled(HashSet<Guid> acknowledged, int until)
    {
        var acknowledgements = new FileInfo(Path.Combine(_folder, "acknowledged"));
        var self = Environment.ProcessPath!;
        string[] program = Path.GetFileNameWithoutExtension(self) == "dotnet" ? [typeof(SqliteCrashTests).Assembly.Location] : [];
        using var child = Process.Start(new ProcessStartInfo(self, [.. program, "-explicit", "only", "-method", $"{typeof(SqliteCrashTests).FullName}.{nameof(Write_until_killed)}"])
        {
            Environment = { [ChildVariable] = _folder },
            RedirectStandardOutput = true,
        })!;
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        enough.CancelAfter(Patience);
        try
        {
            for (; !acknowledgements.Exists || acknowledgements.Length < until * 16L; acknowledgements.Refresh())
            {
                Assert.False(child.HasExited, "The writing process ended by itself.");
                await Task.Delay(10, enough.Token);
            }
        }
        finally
        {
            child.Kill();
        }
        await child.WaitForExitAsync(enough.Token);
        Assert.Equal(128 + 9, child.ExitCode);
        var ids = await File.ReadAllBytesAsync(acknowledgements.FullName, enough.Token);
        for (var i = 0; i + 16 <= ids.Length; i += 16)
            acknowledged.Add(new Guid(ids.AsSpan(i, 16)));
    }

    /// <summary>What the killed process does: this binary, started again for this one method.</summary>
    [Fact(Explicit = true)]
    public async Task Write_until_killed()
    {
        Assert.SkipWhen(ParentsFolder is null, "Only as a child of the test above.");
        await using var store = await Open(_folder);
        await store.WriteAsync(w => w.ExecuteAsync("CREATE TABLE IF NOT EXISTS crash (id BLOB PRIMARY KEY, data TEXT NOT NULL)"));
        await using var acknowledged = new FileStream(Path.Combine(_folder, "acknowledged"), FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
        var gate = new Lock();
        await Task.WhenAll(Enumerable.Range(0, Producers).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                var id = Guid.NewGuid();
                await store.WriteAsync(async w =>
                {
                    await w.ChangedAsync("crash", "row");
                    return await w.ExecuteAsync("INSERT INTO crash (id, data) VALUES ($1, $2)", id, new string('d', 200));
                });
                lock (gate)
                    acknowledged.Write(id.ToByteArray());
            }
        })));
    }

    private static Task<IDatabase> Open(string folder) =>
        Database.OpenAsync(new StorageOptions { DataDirectory = folder }, [], TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
}
