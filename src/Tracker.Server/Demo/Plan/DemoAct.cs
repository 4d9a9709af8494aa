using Tracker.Protocol.Catalogs;
using Tracker.Protocol.Events;
using Tracker.Protocol.Locks;
using Tracker.Server.Releases.Queues;
using Tracker.Server.Releases.Trackers;
using Tracker.Server.Runs;
using Tracker.Server.Tasks;
using Tracker.Server.Timelines.Api;
using Tracker.Server.Timelines.Ingest;

namespace Tracker.Server.Demo.Plan;

/// <summary>Something that a person or a program of the imaginary platform does at a moment. Keys stand for ids that the store gives.</summary>
internal abstract record DemoAct(DateTimeOffset At);

internal sealed record EntryPut(DateTimeOffset At, CreateUpdateCatalogRequest Entry, UpdateVersionsRequest Versions) : DemoAct(At);

internal sealed record EventMade(DateTimeOffset At, string Key, CreateEventRequest Request) : DemoAct(At);

internal sealed record EventMoved(DateTimeOffset At, string Key, EventStatus Status, string Message = "") : DemoAct(At);

internal sealed record FreezeMade(DateTimeOffset At, CreateFreezeWindowRequest Request) : DemoAct(At);

internal sealed record LockTaken(DateTimeOffset At, string Key, CreateLockRequest Request) : DemoAct(At);

internal sealed record LockFreed(DateTimeOffset At, string Key) : DemoAct(At);

/// <summary>The lock of an event that runs is taken by force; the key stands for the lock.</summary>
internal sealed record LockForced(DateTimeOffset At, string Key, string EventKey, string Reason) : DemoAct(At);

internal sealed record TaskMade(DateTimeOffset At, TaskRequest Request) : DemoAct(At);

internal sealed record TaskPinged(DateTimeOffset At, string Task, PingKind Kind, int? ExitStatus = null) : DemoAct(At);

/// <summary>Time alone changes tasks: a server that runs looks every second, the plan where there is something to see.</summary>
internal sealed record TasksWatched(DateTimeOffset At) : DemoAct(At);

internal sealed record ContextMade(DateTimeOffset At, string Context, ContextRequest Request) : DemoAct(At);

internal sealed record TimelineTold(DateTimeOffset At, IReadOnlyList<Incoming> Messages) : DemoAct(At);

/// <summary>A server that runs looks at timelines that ended, and tells of slow ones.</summary>
internal sealed record TimelineWatched(DateTimeOffset At, string Context) : DemoAct(At);

internal sealed record StagesSet(DateTimeOffset At, IReadOnlyList<EnvironmentView> Stages) : DemoAct(At);

internal sealed record TrackerMade(DateTimeOffset At, TrackerRequest Request) : DemoAct(At);

/// <summary>What a poll would have found: requirements, and the tag that they lead to.</summary>
internal sealed record ImageFound(DateTimeOffset At, string Application, string Image, string Tag, string Digest, string Commit, string Configuration) : DemoAct(At);

internal sealed record ReleaseApproved(DateTimeOffset At, string Application, string Environment) : DemoAct(At);

/// <summary>The first release somewhere goes there when somebody decides so; where something runs already, nobody needs to.</summary>
internal sealed record ReleasePromoted(DateTimeOffset At, string Application, string Environment) : DemoAct(At);

internal sealed record ReleasePinned(DateTimeOffset At, string Application, string Environment, string Reason) : DemoAct(At);

/// <summary>The key stands for the deployment event of what waits there.</summary>
internal sealed record QueueLooked(DateTimeOffset At, string Key, string Application, string Environment) : DemoAct(At);

/// <summary>A deployer asks what goes next; the key stands for what it got.</summary>
internal sealed record DeployerAsked(DateTimeOffset At, string Key, string Environment) : DemoAct(At);

internal sealed record DeployerTold(DateTimeOffset At, string Key, string? Failure = null) : DemoAct(At);

internal sealed record RunBegun(DateTimeOffset At, string Key, RunRequest Request) : DemoAct(At);

internal sealed record RunMeasured(DateTimeOffset At, string Key, IReadOnlyList<UsageRequest> Samples, StopRequest? Stop) : DemoAct(At);
