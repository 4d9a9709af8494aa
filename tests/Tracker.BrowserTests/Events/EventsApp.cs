using System.Globalization;
using System.Net.Http.Headers;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Tracker.BrowserTests.Events;
using Tracker.Protocol.Events;
using Tracker.Testing;
using EventType = Tracker.Protocol.Events.Type;

[assembly: AssemblyFixture(typeof(EventsApp))]

namespace Tracker.BrowserTests.Events;

/// <summary>The real server with a month of events, as a platform of some teams has it.</summary>
public sealed class EventsApp : IAsyncLifetime
{
    private readonly Some _some = new(20);
    private readonly HashSet<(string, Protocol.Events.Environment, EventType)> _locked = [];
    private TrackerApp _app = null!;

    public Uri Address => _app.HttpAddress;

    /// <summary>An event with everything an event can have, and some history.</summary>
    public string RichId { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _app = await TrackerApp.StartAsync(new Dictionary<string, string> { ["TRACKER_QUOTA_REQUESTS"] = "100000" });
        var now = DateTimeOffset.UtcNow;
        RichId = await AddRichAsync(now);
        await AddOverlapsAsync(now);
        for (var i = 0; i < 250; i++) await CreateAsync(NextEvent(now));
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    /// <summary>Over REST, as a pipeline does it.</summary>
    public async Task<string> CreateAsync(CreateEventRequest request)
    {
        using var body = new StringContent(JsonFormatter.Default.Format(request), MediaTypeHeaderValue.Parse("application/json"));
        using var response = await _app.Http.PostAsync("/api/v1alpha1/event", body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return new Answer(200, text).TextAt("event.metadata.id");
    }

    public Task<Answer> GetAsync(string path) => _app.GetAsync(path);

    /// <summary>Of those that would hold one lock, the first is still at it.</summary>
    private CreateEventRequest NextEvent(DateTimeOffset now)
    {
        var request = _some.NextEvent(now);
        var a = request.Attributes;
        var locks = a.Type is EventType.Deployment or EventType.Operation && a.Status is Status.Start or Status.InProgress;
        if (locks && !_locked.Add((a.Service, a.Environment, a.Type))) a.Status = Status.Success;
        return request;
    }

    private async Task AddOverlapsAsync(DateTimeOffset now)
    {
        foreach (var (title, start, end) in new[] { ("Migrate the payments database", -30.0, -20.0), ("Hotfix payments v9.0.1", -26, -22), ("Rotate the keys of payments", -23, -19) })
        {
            await CreateAsync(Some.Event(EventType.Operation, Status.Done, "payments", title, r =>
            {
                r.Attributes.Environment = Protocol.Events.Environment.Production;
                (r.Attributes.StartDate, r.Attributes.EndDate) = (Timestamp.FromDateTimeOffset(now.AddHours(start)), Timestamp.FromDateTimeOffset(now.AddHours(end)));
            }));
        }

        foreach (var status in new[] { Status.Open, Status.Open, Status.Close })
        {
            await CreateAsync(Some.Event(EventType.Drift, status, "billing", with: r => r.Attributes.StartDate = Timestamp.FromDateTimeOffset(now.AddDays(-9))));
        }
    }

    private async Task<string> AddRichAsync(DateTimeOffset now)
    {
        var start = await CreateAsync(Some.Event(EventType.Deployment, Status.Start, "checkout", with: r => r.Attributes.StartDate = Timestamp.FromDateTimeOffset(now.AddMinutes(-40))));
        var id = await CreateAsync(Some.Event(EventType.Deployment, Status.Success, "checkout", "Deploy checkout v9.1.0 with a title that is as long as those of pipelines sometimes are", r =>
        {
            r.Attributes.RelatedId = start;
            r.SlackId = "C0123.456";
            r.Attributes.Message = string.Join('\n', Enumerable.Range(1, 4).Select(i => string.Create(CultureInfo.InvariantCulture, $"Step {i} went well")));
        }));
        await _app.PutAsync("/api/v1alpha1/event", new { id, attributes = new { priority = "P1", owner = "li.na", impact = true } });
        await _app.PostAsync($"/api/v1alpha1/event/{id}/changelog", new { entry = new { user = "sofia.rossi", comment = "Canary looks fine." } });
        return id;
    }
}
