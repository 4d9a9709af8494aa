using Tracker.Server.Activity;
using Tracker.Storage;
using Tracker.Testing;

namespace Tracker.BrowserTests.Activity;

/// <summary>The real server with a day of a platform in its feed, and an incident at its end.</summary>
public sealed class ActivityApp : IAsyncLifetime
{
    private static readonly string[] Services = ["checkout", "ledger", "search", "identity", "shipping"];

    private readonly DateTimeOffset _now = DateTimeOffset.UtcNow;
    private TrackerApp _app = null!;

    public Uri Address => _app.HttpAddress;

    /// <summary>The row of the incident.</summary>
    public string Incident { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _app = await TrackerApp.StartAsync();
        await _app.PutAsync("/api/v1alpha1/catalog", new { name = "checkout", type = "project", owner = "shop", dependenciesOut = new[] { "ledger" } });
        var random = new Random(8);
        List<ActivityEntry> rows = [.. Enumerable.Range(0, 240).Select(i => Some(random, TimeSpan.FromMinutes(6 * (240 - i))))];
        rows.Add(At(55, "events", "deployment.success", "checkout", Severity.Good, "Deploy checkout 2.4.0 <script>alert(1)</script>"));
        rows.Add(At(31, "locks", "lock.forced", "checkout", Severity.Warning, "root broke pipeline 4711's lock of checkout/production: it \"hangs\""));
        rows.Add(At(12, "events", "deployment.success", "ledger", Severity.Good, "Deploy ledger 7.1.3 with a title so long that a phone has to wrap it more than once, whatever its reader would like"));
        rows.Add(At(10, "timelines", "timeline.slower", "checkout", Severity.Warning, "nightly-" + new string('x', 120) + " is slower than usual"));
        await FillAsync(rows);
        await FillAsync([At(2, "events", "incident.open", "checkout", Severity.Bad, "Checkout answers <b>slowly</b>")]);
        Incident = (await _app.GetAsync("/api/v1/activity?kinds=incident.open&service=checkout")).TextAt("activities.0.id");
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    /// <summary>Something that happens now, through the API.</summary>
    public Task<Answer> HappenAsync(string title) =>
        _app.PostAsync("/api/v1alpha1/event", new { title, attributes = new { type = "operation", service = "search", environment = "production", status = "done", message = "m", source = "test" } });

    private Task<int> FillAsync(IReadOnlyCollection<ActivityEntry> rows) => _app.Database.WriteAsync(async write =>
    {
        await ActivityLog.AppendAllAsync(write, rows);
        return rows.Count;
    });

    private ActivityEntry Some(Random random, TimeSpan ago)
    {
        var (module, kind, severity) = random.Next(6) switch
        {
            0 => ("tasks", "task.late", Severity.Warning),
            1 => ("tasks", "task.up", Severity.Good),
            2 => ("timelines", "timeline.started", Severity.Info),
            3 => ("locks", "lock.taken", Severity.Info),
            4 => ("runs", "run.failure", Severity.Bad),
            _ => ("events", "deployment.success", Severity.Good),
        };
        // Of what the incident may be explained by, only what is told of below was deployed.
        var service = Services[random.Next(kind == "deployment.success" ? 2 : 0, Services.Length)];
        return At(ago.TotalMinutes, module, kind, service, severity, $"{kind.Replace('.', ' ')}: {service}");
    }

    private ActivityEntry At(double minutes, string module, string kind, string service, Severity severity, string title) =>
        new(_now.AddMinutes(-minutes), module, kind, Tracker.Testing.Some.Name(), severity, title, "/" + module) { Service = service, Environment = "production", Host = module == "runs" ? "node-1" : null };
}
