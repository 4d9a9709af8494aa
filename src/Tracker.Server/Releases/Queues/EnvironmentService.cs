using System.ComponentModel;
using System.Globalization;
using System.Text.Json.Serialization;
using Quartz;
using Tracker.Server.Access;
using Tracker.Server.Catalog;
using Tracker.Server.Operations;
using Tracker.Server.Releases.Flow;
using Tracker.Storage;

namespace Tracker.Server.Releases.Queues;

/// <summary>A stage as it is asked for and shown.</summary>
public sealed record EnvironmentView
{
    [JsonPropertyName("name"), Description("An environment of the contract, or an alias of one, such as dev.")]
    public string? Name { get; init; }

    [JsonPropertyName("reach"), Description("The largest step of a version that comes by itself: none, patch, minor or major.")]
    public string? Reach { get; init; }

    [JsonPropertyName("takesFixedTags"), Description("Whether a tag that is no version comes by itself.")]
    public bool TakesFixedTags { get; init; }

    [JsonPropertyName("window"), Description("When something may be claimed; always unless given.")]
    public WindowView? Window { get; init; }

    [JsonPropertyName("soak"), Description("Seconds that a release must have run here, without an incident, before it may go on.")]
    public long Soak { get; init; }

    [JsonPropertyName("needsApproval"), Description("Whether somebody must approve each release.")]
    public bool NeedsApproval { get; init; }

    [JsonPropertyName("approveWithin"), Description("Seconds after which a release that nobody approved is skipped; it waits for ever unless given.")]
    public long? ApproveWithin { get; init; }

    public static EnvironmentView Of(ReleaseEnvironment e) => new()
    {
        Name = e.Name,
        Reach = e.Reach.ToString().ToLowerInvariant(),
        TakesFixedTags = e.TakesFixedTags,
        Window = e.Window is { } w ? new(w.Cron, w.Zone, (long)w.Length.TotalSeconds) : null,
        Soak = (long)e.Soak.TotalSeconds,
        NeedsApproval = e.NeedsApproval,
        ApproveWithin = e.ApproveWithin is { } within ? (long)within.TotalSeconds : null,
    };
}

/// <param name="Cron">When it opens: five fields as in a crontab, by the clock of the zone.</param>
/// <param name="Zone">An IANA name; UTC unless given.</param>
/// <param name="Length">Seconds that it stays open.</param>
public sealed record WindowView(
    [property: JsonPropertyName("cron")] string? Cron,
    [property: JsonPropertyName("zone")] string? Zone,
    [property: JsonPropertyName("length")] long Length);

/// <summary>The stages that releases pass, in their order.</summary>
public sealed class EnvironmentService(IDatabase database, EnvironmentNames names, TimeProvider clock)
{
    private const int Most = 20;
    private const long LongestSeconds = 366 * 86_400;

    /// <summary>Replaces all of them. One in which something still waits or is being deployed cannot be left out.</summary>
    public async Task<Outcome<IReadOnlyList<ReleaseEnvironment>>> ReplaceAsync(IReadOnlyList<EnvironmentView> views, Caller caller, CancellationToken ct)
    {
        if (views.Count is 0 or > Most) return Failure.Invalid($"There must be 1 to {Most} environments.");
        var environments = new List<ReleaseEnvironment>();
        foreach (var view in views)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"[{environments.Count}]");
            if (!Check(view, place, environments.Count + 1).TryGet(out var environment, out var failure)) return failure;
            if (environments.Exists(e => names.Canonical(e.Name) == names.Canonical(environment.Name))) return Failure.Invalid($"{place}.name: {environment.Name} is there twice.");
            environments.Add(environment);
        }

        return await database.TryWriteAsync<IReadOnlyList<ReleaseEnvironment>>(
            async write =>
            {
                await EnvironmentStore.ExcludeAsync(write);
                foreach (var name in await write.QueryAsync("SELECT DISTINCT environment FROM release_entry WHERE state < 2", r => r.GetString(0)))
                {
                    if (!environments.Exists(e => e.Name == name)) return new Failure(Rpc.RpcCode.FailedPrecondition, $"Releases wait for {name}: it cannot be left out before they are deployed or skipped.");
                }

                await EnvironmentStore.ReplaceAsync(write, environments);
                await AuditLog.AppendAsync(write, new(clock.GetUtcNow(), caller.Principal.Name, caller.Address, "release.environments", "", string.Join(" → ", environments.Select(e => e.Name))));
                await write.ChangedAsync(ReleaseTelling.Topic, "");
                return environments;
            },
            ct, Isolation.RowLocks);
    }

    private Outcome<ReleaseEnvironment> Check(EnvironmentView view, string place, int position)
    {
        if (view.Name is not { } name || !names.TryParse(name, out _))
        {
            return Failure.Invalid($"{place}.name must be one of {string.Join(", ", EnvironmentNames.Known)}, or an alias of one, such as dev, ha, preprod, prod.");
        }

        if (!Enum.TryParse<Reach>(view.Reach, ignoreCase: true, out var reach) || !Enum.IsDefined(reach) || int.TryParse(view.Reach, out _))
        {
            return Failure.Invalid($"{place}.reach must be none, patch, minor or major.");
        }

        if (view.Soak is < 0 or > LongestSeconds) return Failure.Invalid($"{place}.soak must be 0 to {LongestSeconds} seconds.");
        if (view.ApproveWithin is < 60 or > LongestSeconds) return Failure.Invalid($"{place}.approveWithin must be 60 to {LongestSeconds} seconds.");
        if (view.Window is { } window && WrongWith(window) is { } wrong) return Failure.Invalid($"{place}.window.{wrong}");
        return new ReleaseEnvironment
        {
            Name = name.Trim(),
            Position = position,
            Reach = reach,
            TakesFixedTags = view.TakesFixedTags,
            Window = view.Window is { } w ? new(w.Cron!, w.Zone ?? "UTC", TimeSpan.FromSeconds(w.Length)) : null,
            Soak = TimeSpan.FromSeconds(view.Soak),
            NeedsApproval = view.NeedsApproval,
            ApproveWithin = view.ApproveWithin is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
    }

    private static string? WrongWith(WindowView window)
    {
        if (window.Length is < 60 or > 31 * 86_400) return "length must be 60 to 2678400 seconds.";
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(window.Zone ?? "UTC", out _)) return "zone must be an IANA name, such as Europe/Paris.";
        return CronExpression.TryParse(window.Cron ?? "", CronFormat.Unix, out _)
            ? null
            : "cron must have five fields as in a crontab: minute, hour, day, month, day of the week.";
    }
}
