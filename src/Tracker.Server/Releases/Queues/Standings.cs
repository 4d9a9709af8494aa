using Tracker.Server.Catalog;
using Tracker.Server.Releases.Flow;
using Tracker.Server.Releases.Trackers;

namespace Tracker.Server.Releases.Queues;

/// <summary>Gathers where an application stands in every environment.</summary>
public sealed class Standings(ReleaseReader releases, QueueReader queues, EnvironmentNames names)
{
    /// <summary>In the order of its way.</summary>
    public async Task<IReadOnlyList<Standing>> OfAsync(ReleaseTracker tracker, CancellationToken ct)
    {
        var environments = await releases.EnvironmentsAsync(ct);
        var newest = (await releases.ReleasesAsync(tracker.Id, 1, 0, ct)).FirstOrDefault();
        var current = await releases.CurrentAsync(tracker.Id, ct);
        var pins = await releases.PinsAsync(tracker.Id, ct);
        var standings = new List<Standing>();
        Standing? before = null;
        foreach (var environment in environments)
        {
            var isOmitted = tracker.Requirements?.Omits(environment.Name, names) == true;
            var open = await queues.FindAsync(tracker.Id, environment, environments, ct);
            var standing = new Standing
            {
                Application = tracker.Name,
                Environment = environment,
                Before = before,
                FileError = tracker.File.Error,
                ImageError = tracker.Image.Error,
                HasRequirements = tracker.Requirements is not null,
                IsOmitted = isOmitted,
                Newest = newest,
                WaitsForImage = newest is not null && tracker.Requirements?.Id > newest.Requirements,
                Current = current.FirstOrDefault(c => c.Environment == environment.Name).Release,
                Open = open is null ? null : await queues.CompleteAsync(open, ct),
                Last = newest is null ? null : await releases.LastAsync(newest.Id, environment.Name, ct),
                Pin = pins.Find(p => p.Environment == environment.Name),
            };
            standings.Add(standing);
            if (!isOmitted) before = standing;
        }

        return standings;
    }
}
