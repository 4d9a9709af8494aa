using Tracker.Protocol.Events;
using Tracker.Server.Access;
using Tracker.Server.Activity;
using Tracker.Server.Catalog;
using Tracker.Server.Events;
using Tracker.Server.Notifications;
using Tracker.Server.Operations;
using Tracker.Server.Releases.Flow;
using Tracker.Server.Releases.Trackers;
using Tracker.Storage;

namespace Tracker.Server.Releases.Queues;

/// <summary>
/// Tells of every step. A release on its way into an environment is one deployment event, whose status follows it: planned,
/// start (which takes the deploy lock), success or failure. What is no deployment is activity.
/// </summary>
public sealed class ReleaseTelling(PlatformEvents events, EnvironmentNames environments, Alerts alerts, TimeProvider clock)
{
    /// <summary>The topic of trackers, releases and queues in the change feed.</summary>
    public const string Topic = "releases";

    /// <summary>Tracker itself, when a release goes on by the rules.</summary>
    public static Caller System { get; } = new(new Principal("system:releases", "Tracker", Protocol.Api.Scope.Write), "", null);

    /// <summary>The event of a release that is queued for an environment.</summary>
    internal async ValueTask<Outcome<Guid>> PlannedAsync(IWrite write, ReleaseTracker tracker, Release release, string environment, string message)
    {
        if (!environments.TryParse(environment, out var known)) return Failure.Invalid($"{environment} is no environment of the contract, nor an alias of one.");
        var request = new CreateEventRequest
        {
            Title = $"Deploy {tracker.Name} {release.Name} to {environment}",
            Attributes = new()
            {
                Type = EventType.Deployment,
                Status = EventStatus.Planned,
                Priority = EventPriority.P4,
                Service = tracker.Service,
                Environment = known,
                Version = release.Tag,
                Source = "tracker",
                Message = message,
            },
        };
        return (await events.CreateAsync(write, request, System)).TryGet(out var made, out var failure) ? Guid.Parse(made.Metadata.Id) : failure;
    }

    /// <summary>Moves the entry's event. A start is refused (ABORTED) by another's lock, or by a freeze window.</summary>
    internal async ValueTask<Failure?> MoveAsync(IWrite write, QueueEntry entry, EventStatus status, string? message, Caller caller, long? lockToken = null)
    {
        if (entry.Event is not { } id) return null;
        // An event that somebody deleted has nothing to tell any more.
        return (await events.MoveAsync(write, id, status, message, caller, lockToken)).Failure is { } failure && failure.Code != Rpc.RpcCode.NotFound ? failure : null;
    }

    /// <summary>The deployment of the entry's event goes on: its lock lasts for longer. An event that somebody deleted has none.</summary>
    internal async ValueTask KeepAsync(IWrite write, QueueEntry entry, Caller caller)
    {
        if (entry.Event is { } id) await events.KeepAsync(write, id, caller);
    }

    /// <summary>Tells of a decision or of trouble that is no deployment.</summary>
    internal async ValueTask TellAsync(IWrite write, ReleaseTracker tracker, string kind, Severity severity, string title, string? environment, Caller caller)
    {
        var entry = new ActivityEntry(clock.GetUtcNow(), Topic, "release." + kind, tracker.Name, severity, title, "/releases/" + tracker.Name)
        {
            Service = tracker.Service,
            Environment = environment is null ? null : environments.Canonical(environment),
        };
        await ActivityLog.AppendAsync(write, entry);
        await alerts.RaiseAsync(write, Alert.Of(entry), caller);
    }

    /// <summary>Wakes deployers: something may be claimed, or will be. The deployment's own event is in the feed already.</summary>
    internal ValueTask QueuedAsync(IWrite write, ReleaseTracker tracker, Release release, string environment, Caller caller) => alerts.RaiseAsync(
        write,
        new Alert(clock.GetUtcNow(), "release.queued", tracker.Name, Severity.Info, $"{tracker.Name} {release.Name} is queued for {environment}", "/releases/" + tracker.Name)
        {
            Service = tracker.Service,
            Environment = environments.Canonical(environment),
        },
        caller);
}
