using Tracker.Testing;

namespace Tracker.Tests.Feeds;

/// <summary>The real app with a key, at a time that stands still.</summary>
public sealed class FeedApp : IAsyncLifetime
{
    public const string Key = "the-key-of-the-feeds";

    public FakeClock Clock { get; } = new(new DateTimeOffset(2026, 3, 2, 9, 30, 0, TimeSpan.Zero));

    public TrackerApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        App = await TrackerApp.StartAsync(new Dictionary<string, string> { ["API_KEY"] = Key }, Clock);
        App.Http.DefaultRequestHeaders.Add("X-API-KEY", Key);
    }

    public async ValueTask DisposeAsync() => await App.DisposeAsync();

    public async Task<string> EventAsync(
        string service, string title, string status, string? start = null, string? end = null, string type = "deployment", string environment = "production", string? related = null) =>
        (await App.PostAsync("/api/v1alpha1/event", new { title, attributes = new { type, status, service, environment, startDate = start, endDate = end, relatedId = related ?? "" } })).TextAt("event.metadata.id");
}
