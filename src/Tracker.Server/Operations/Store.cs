using Tracker.Server.Access;
using Tracker.Storage;

namespace Tracker.Server.Operations;

/// <summary>The one store of this process; opened, and brought up to date, before anything is served.</summary>
public sealed class Store(ServerSettings settings, TimeProvider clock, ILoggerFactory logs) : IAsyncDisposable
{
    private IDatabase? _database;

    public IDatabase Database => _database ?? throw new InvalidOperationException("The store is not open yet.");

    public async Task OpenAsync(CancellationToken ct) =>
        _database = await Tracker.Storage.Database.OpenAsync(settings.Storage, [typeof(Store).Assembly], clock, logs, ct);

    public ValueTask DisposeAsync() => _database?.DisposeAsync() ?? ValueTask.CompletedTask;
}

public static class StoreExtensions
{
    public static Task OpenStoreAsync(this WebApplication app, CancellationToken ct) => app.Services.GetRequiredService<Store>().OpenAsync(ct);
}
