// A deployment that tells Tracker what it does: it has the database to itself, marks its steps on a timeline, and is an event
// with a beginning and an end. Its settings are those of the tracker command: TRACKER_SERVER, API_KEY.
using Tracker.Client;
using Tracker.Client.Events;
using Tracker.Client.Locks;
using Tracker.Protocol.Timelines;

if (args is not [var service, var version])
{
    Console.Error.WriteLine("Usage: Deploy SERVICE VERSION");
    return 2;
}

var options = new TrackerOptions();
if (Environment.GetEnvironmentVariable("TRACKER_SERVER") is { Length: > 0 } server) options = options with { Server = new Uri(server) };
if (Environment.GetEnvironmentVariable("TRACKER_UDP") is { Length: > 0 } udp) options = options with { Udp = System.Net.IPEndPoint.Parse(udp) };
await using var client = new TrackerClient(Environment.GetEnvironmentVariable("API_KEY"), options);

try
{
    await using var held = await client.Locks.AcquireAsync(new()
    {
        Service = service,
        Environment = "production",
        Resource = "database",
        Who = "the Deploy sample",
        Wait = TimeSpan.FromMinutes(1),
    });
    var attributes = new EventAttributes { Type = EventType.Deployment, Service = service, Version = version, Environment = EventEnvironment.Production };
    var started = await client.Events.CreateAsync(new() { Title = $"Deploy {service} {version}", Attributes = attributes with { Status = EventStatus.Start } });
    Console.WriteLine($"Deploying as {started.Metadata.Id}, fencing token {held.Token}");

    var timeline = client.Timeline($"deploy/{service}");
    timeline.Begin(version);
    await using (var rollOut = timeline.Span("roll-out"))
    {
        await using (rollOut.Span("migrate")) await Task.Delay(50, held.Lost);
        await using (rollOut.Span("restart")) await Task.Delay(50, held.Lost);
        rollOut.Status = TimelineStatus.Ok;
    }

    var ended = await client.Events.UpdateAsync(new() { Id = started.Metadata.Id, Attributes = new() { Status = EventStatus.Success } });
    Console.WriteLine($"Done in {ended.Metadata.Duration}");
    return 0;
}
catch (TrackerException e)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
