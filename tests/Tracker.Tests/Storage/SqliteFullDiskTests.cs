using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Tracker.Storage;

namespace Tracker.Tests.Storage;

/// <summary>A real file system without room: a small tmpfs, which only root may mount.</summary>
public sealed class SqliteFullDiskTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tracker-full-").FullName;
    private bool _mounted;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _mounted = await Execute("mount", "-t", "tmpfs", "-o", "size=12m", "tracker-full", _folder) == 0;
        Assert.SkipUnless(_mounted, "Mounting a small tmpfs needs root.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_mounted)
            Assert.Equal(0, await Execute("umount", _folder));
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task It_refuses_loses_nothing_and_resumes_by_itself()
    {
        var ballast = Path.Combine(_folder, "ballast");
        await File.WriteAllBytesAsync(ballast, new byte[6 << 20], Ct);
        await using var store = await Database.OpenAsync(
            new StorageOptions { DataDirectory = _folder }, [], TimeProvider.System, NullLoggerFactory.Instance, Ct);
        await store.WriteAsync(w => w.ExecuteAsync("CREATE TABLE item (id INTEGER PRIMARY KEY, data TEXT NOT NULL)"), Ct);

        var (acknowledged, refused) = (0, new List<StorageUnavailableException>());
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                try
                {
                    await Insert(store);
                    Interlocked.Increment(ref acknowledged);
                }
                catch (StorageUnavailableException e)
                {
                    lock (refused)
                    {
                        refused.Add(e);
                        if (refused.Count > 200)
                            return;
                    }
                }
            }
        }, Ct)));
        Assert.All(refused, e => Assert.Contains("disk is full", e.Message));
        var rows = await Rows(store);
        // Outcome unknown: some of the refused may be there.
        Assert.InRange(rows, acknowledged, acknowledged + refused.Count(e => e.OutcomeUnknown));
        Assert.NotEqual(0, acknowledged);

        File.Delete(ballast);
        for (var i = 0; i < 100; i++)
            await Insert(store);
        Assert.Equal(rows + 100, await Rows(store));
        await using var connection = await store.OpenReadAsync(Ct);
        Assert.Equal("ok", await connection.FirstAsync("PRAGMA integrity_check", r => r.GetString(0), Ct));
    }

    private static Task<int> Insert(IDatabase store) =>
        store.WriteAsync(w => w.ExecuteAsync("INSERT INTO item (data) VALUES ($1)", new string('x', 2000)), Ct);

    private static async Task<int> Rows(IDatabase store)
    {
        await using var connection = await store.OpenReadAsync(Ct);
        return await connection.FirstAsync("SELECT count(*) FROM item", r => r.GetInt32(0), Ct);
    }

    private static async Task<int> Execute(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.WaitForExitAsync(Ct);
        return process.ExitCode;
    }
}
