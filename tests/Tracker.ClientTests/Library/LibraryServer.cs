using Tracker.Client;
using Tracker.Testing;

namespace Tracker.ClientTests.Library;

/// <summary>A real server with a key to write and one to administer, and clients with them.</summary>
public sealed class LibraryServer : IAsyncLifetime
{
    public const string Key = "a key that may write";
    public const string AdminKey = "a key that may administer";

    public TrackerApp App { get; private set; } = null!;

    public TrackerClient Client { get; private set; } = null!;

    public TrackerClient Admin { get; private set; } = null!;

    public TrackerOptions Options => new() { Server = App.HttpAddress, Udp = App.UdpAddress };

    public async ValueTask InitializeAsync()
    {
        App = await TrackerApp.StartAsync(new Dictionary<string, string> { ["API_KEY"] = Key, ["ADMIN_KEY"] = AdminKey, ["OPEN_LOOPBACK"] = "false" });
        Client = new TrackerClient(Key, Options);
        Admin = new TrackerClient(AdminKey, Options);
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Admin.DisposeAsync();
        await App.DisposeAsync();
    }
}

internal static class Lists
{
    public static async Task<List<T>> AllAsync<T>(this IAsyncEnumerable<T> items)
    {
        var all = new List<T>();
        await foreach (var item in items) all.Add(item);
        return all;
    }
}
