using System.Net.Http.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Tracker.Server;
using Tracker.Storage;
using Tracker.Testing;

namespace Tracker.Bench;

/// <summary>
/// Brings a store to a number of rows of activity, spread evenly over the last thirty days and over services that depend on
/// each other: by SQL, while the server is stopped, since through the API a month takes a month.
/// </summary>
internal sealed class ActivityFill(TrackerProcess server)
{
    public const int Services = 40;

    private const int Rows = 10_000;

    private int _rows;

    public static string NameOf(int service) => $"service-{service:00}";

    /// <summary>Each service depends on five others.</summary>
    public async Task DependAsync(CancellationToken ct)
    {
        using var http = server.CreateHttpClient();
        for (var service = 0; service < Services; service++)
        {
            var needs = Enumerable.Range(1, 5).Select(i => NameOf((service + (i * 3)) % Services));
            using var answer = await http.PutAsJsonAsync("/api/v1alpha1/catalog", new { name = NameOf(service), type = "project", owner = "team", dependenciesOut = needs }, ct);
            answer.EnsureSuccessStatusCode();
        }
    }

    /// <summary>Stops the server, and starts it again.</summary>
    public async Task UpToAsync(int rows, CancellationToken ct)
    {
        await server.StopAsync(TimeSpan.FromMinutes(1), ct);
        await using (var store = await Database.OpenAsync(
            new() { DataDirectory = server.DataDirectory }, [typeof(TrackerServer).Assembly], TimeProvider.System, NullLoggerFactory.Instance, ct))
        {
            await store.WriteAsync(write => write.ExecuteAsync("DELETE FROM activity"), ct);
            for (_rows = 0; _rows < rows; _rows += Rows) await store.WriteAsync(write => AddAsync(write, rows), ct);
        }

        await server.StartAgainAsync(ct);
    }

    private ValueTask<int> AddAsync(IWrite write, int all) => write.ExecuteAsync(
        """
        WITH RECURSIVE n(i) AS (SELECT $1 UNION ALL SELECT i + 1 FROM n WHERE i < $2)
        INSERT INTO activity(at, module, kind, subject, severity, title, link, service, environment, host)
        SELECT $3 - ($4 - i) * (2592000000000 / $4), 'events',
          CASE i % 7 WHEN 0 THEN 'deployment.success' WHEN 1 THEN 'task.late' WHEN 2 THEN 'incident.open' ELSE 'run.begun' END,
          'subject-' || i, i % 4, 'Something happened to a service of the platform, number ' || i, '/events/' || i,
          'service-' || substr('0' || (i * 7919 % 40), -2), CASE i % 3 WHEN 0 THEN 'development' ELSE 'production' END, 'host-' || (i % 90)
        FROM n
        """,
        _rows, _rows + Rows - 1, DateTimeOffset.UtcNow, all);
}
