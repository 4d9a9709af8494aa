using System.Net.Http.Headers;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Tracker.BrowserTests.Catalog;
using Tracker.Protocol.Catalogs;
using Tracker.Protocol.Events;
using Tracker.Testing;
using EventType = Tracker.Protocol.Events.Type;
using Place = Tracker.Protocol.Events.Environment;

[assembly: AssemblyFixture(typeof(CatalogApp))]

namespace Tracker.BrowserTests.Catalog;

/// <summary>The real server with some sixty entries, their dependencies, deployments and incidents.</summary>
public sealed class CatalogApp : IAsyncLifetime
{
    private TrackerApp _app = null!;

    public Uri Address => _app.HttpAddress;

    public async ValueTask InitializeAsync()
    {
        _app = await TrackerApp.StartAsync(new Dictionary<string, string> { ["TRACKER_QUOTA_REQUESTS"] = "100000" });
        var now = DateTimeOffset.UtcNow;
        foreach (var entry in CatalogFill.Entries()) await PutAsync(entry);
        await PutAsync(CatalogFill.Rich(now));
        foreach (var versions in CatalogFill.Versions()) await VersionsAsync(versions);
        await DeployAsync(now);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    /// <summary>Over REST, as a pipeline does it.</summary>
    public Task<Answer> PutAsync(CreateUpdateCatalogRequest entry) => SendAsync(HttpMethod.Put, "/api/v1alpha1/catalog", entry);

    public Task<Answer> VersionsAsync(UpdateVersionsRequest versions) => SendAsync(HttpMethod.Put, $"/api/v1alpha1/catalog/{Uri.EscapeDataString(versions.Name)}/versions", versions);

    public Task<Answer> GetAsync(string path) => _app.GetAsync(path);

    private async Task DeployAsync(DateTimeOffset now)
    {
        foreach (var (service, place, version, days) in new[]
        {
            ("payments", Place.Development, "7.4.0", 0.2), ("payments", Place.Preproduction, "7.3.2", 2), ("payments", Place.Production, "7.3.1", 6),
            ("payments", Place.Production, "7.2.0", 20), ("checkout", Place.Production, "3.1.4", 4), ("checkout", Place.Preproduction, "3.2.0", 1),
            ("shop", Place.Production, "12.0.1", 9), ("orders", Place.Production, "2.8.0", 11), ("orders", Place.Uat, "2.9.0", 3),
        })
        {
            await EventAsync(EventType.Deployment, Status.Success, service, $"Deploy {service} {version}", now.AddDays(-days), place, version);
        }

        await EventAsync(EventType.Incident, Status.Open, "payments", "Captures are late", now.AddHours(-7), Place.Production, "");
        await EventAsync(EventType.Incident, Status.Close, "payments", "Settlement failed for one acquirer", now.AddDays(-12), Place.Production, "");
        await EventAsync(EventType.Deployment, Status.InProgress, "payments", "Deploy payments 7.4.1", now.AddMinutes(-4), Place.Uat, "7.4.1");
        await EventAsync(EventType.Operation, Status.Done, "payments", "Rotate the keys of payments", now.AddDays(-3), Place.Production, "");
    }

    private Task<Answer> EventAsync(EventType type, Status status, string service, string title, DateTimeOffset at, Place place, string version) =>
        SendAsync(HttpMethod.Post, "/api/v1alpha1/event", Some.Event(type, status, service, title, r =>
        {
            (r.Attributes.StartDate, r.Attributes.EndDate) = (Timestamp.FromDateTimeOffset(at), Timestamp.FromDateTimeOffset(at.AddMinutes(6)));
            (r.Attributes.Environment, r.Attributes.Version, r.Attributes.Owner) = (place, version, "li.na");
        }));

    private async Task<Answer> SendAsync(HttpMethod method, string path, IMessage message)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(JsonFormatter.Default.Format(message), MediaTypeHeaderValue.Parse("application/json")) };
        using var response = await _app.Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return new((int)response.StatusCode, text);
    }
}
