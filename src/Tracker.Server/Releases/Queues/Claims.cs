using System.Text.Json;
using Tracker.Server.Catalog;
using Tracker.Server.Releases.Requirements;
using Tracker.Server.Releases.Trackers;

namespace Tracker.Server.Releases.Queues;

/// <summary>What a deployer needs: the image, the configuration for the environment, and what of it is new there.</summary>
public sealed class Claims(ReleaseReader releases, TrackerReader trackers, EnvironmentNames names)
{
    internal async Task<ClaimView> ShowAsync(QueuedRelease claimed, CancellationToken ct)
    {
        var (entry, release) = (claimed.Entry, claimed.Release);
        var before = (await releases.CurrentAsync(release.Application, ct)).Find(c => c.Environment == entry.Environment).Release;
        var configuration = await ConfigurationAsync(release.Requirements, entry.Environment, ct) ?? "{}";
        var running = before is null ? null : await ConfigurationAsync(before.Requirements, entry.Environment, ct);
        var difference = ConfigurationDiff.Between(running, configuration);
        return new(
            entry.Uuid, entry.Attempts, claimed.Application, entry.Environment, $"{release.Image}:{release.Tag}", release.Digest, release.Tag,
            JsonSerializer.Deserialize<JsonElement>(configuration), difference.Changes, difference.More, entry.LeaseUntil, entry.Event);
    }

    private async Task<string?> ConfigurationAsync(long requirements, string environment, CancellationToken ct) =>
        (await trackers.RequirementsAsync(requirements, ct))?.ConfigurationFor(environment, names);
}
