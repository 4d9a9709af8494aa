using System.Text.Json;
using System.Text.Json.Nodes;
using Tracker.Cli.Activity;
using Tracker.Cli.Connect;
using Tracker.Cli.Events;

namespace Tracker.Cli.Mcp;

/// <summary>What an assistant may ask; each question is one address of the API that is only read.</summary>
internal sealed record McpTool(string Name, string Description, IReadOnlyList<McpParameter> Parameters, Func<McpArguments, ApiPath> Path)
{
    private static readonly McpParameter Limit = new("limit", "How many to answer, 50 unless given, at most 1000.");
    private static readonly McpParameter Context = new("context", "The timeline's context, such as ci/build-main.", IsRequired: true);

    public static IReadOnlyList<McpTool> All { get; } =
    [
        new("search_events", "Finds what changed, happened or was noticed: deployments, operations, drifts, incidents. Newest first.",
            [
                new("query", "Words and terms such as env:prod type:deployment status:failure \"connection refused\"."), new("service", "Exactly this service."),
                new("since", "Those that last beyond this date, RFC 3339 time, or so long ago, such as 6h."), new("until", "Those that begin before this."), Limit,
            ],
            a => new ApiPath("api/v1alpha1/events/search").With("query", a["query"]).With("service", a["service"]).With("start_date", When.Of(a["since"])).With("end_date", When.Of(a["until"])).With("per_page", a["limit"])),
        new("get_event", "One event with its changelog.", [new("id", "Its id or Slack id.", IsRequired: true)], a => new ApiPath("api/v1alpha1/event/" + a.Part("id"))),
        new("what_changed_before", "What changed before something happened, the most probable cause first, each with the reason why it is listed.",
            [
                new("service", "What it happened to."), new("environment", "Where, such as prod."), new("host", "On which machine."),
                new("at", "When it happened, an RFC 3339 time or so long ago, such as 6h; now unless given."), new("hours", "How far to look back, 24 unless given, at most 336."),
            ],
            a => new ApiPath("api/v1/activity/before").With("service", a["service"]).With("environment", a["environment"]).With("host", a["host"]).With("at", ActivityCommands.Instant(a["at"])).With("hours", a["hours"])),
        new("list_activity", "Everything that happened, over all modules: events, tasks, timelines, releases, runs, locks, catalog. Newest first.",
            [
                new("service", "Exactly this service."), new("environment", "Such as prod."), new("host", "Exactly this host."), new("kind", "Such as deployment, deployment.failure, task.down, lock.forced."),
                new("severity", "At least as severe: info, good, warning or bad."), new("text", "Part of the title."),
                new("since", "From this date or RFC 3339 time on, or since so long ago, such as 6h."), new("until", "Before this."), new("limit", "How many to answer, 50 unless given, at most 500."),
            ],
            a => new ApiPath("api/v1/activity").With("service", a["service"]).With("environment", a["environment"]).With("host", a["host"]).With("kinds", a["kind"]).With("severity", a["severity"])
                .With("text", a["text"]).With("from", ActivityCommands.Instant(a["since"])).With("to", ActivityCommands.Instant(a["until"])).With("per_page", a["limit"])),
        new("search_catalog", "Finds services, libraries, charts and containers with owner, versions and dependencies.", [new("query", "Words to find."), Limit],
            a => new ApiPath("api/v1alpha1/catalogs/list").With("query", a["query"]).With("per_page", a["limit"])),
        new("get_dependencies", "What an entry of the catalog depends on, and what depends on it.", [new("name", "Of the entry.", IsRequired: true), new("depth", "Steps, 1 to 5.")],
            a => new ApiPath($"api/v1alpha1/catalog/{a.Part("name")}/graph").With("depth", a["depth"])),
        new("get_environments", "Which version of a service runs in which environment, and since when.", [new("name", "Of the service.", IsRequired: true)],
            a => new ApiPath($"api/v1alpha1/catalog/{a.Part("name")}/environments")),
        new("get_compliance", "Which projects use versions that are behind.", [new("query", "Part of the projects' names.")],
            a => new ApiPath("api/v1alpha1/catalog/version-compliance").With("query", a["query"]).With("outdated_only", "true")),
        new("list_locks", "Who holds what at the moment.", [new("service", "Only what covers this service."), new("environment", "Only what covers this environment."), Limit],
            a => new ApiPath("api/v1alpha1/locks/list").With("service", a["service"]).With("environment", a["environment"]).With("per_page", a["limit"])),
        new("list_tasks", "What should happen again and again, and whether it does.", [new("query", "Part of the name."), new("state", "new, up, late, down, paused or unknown."), Limit],
            a => new ApiPath("api/tasks").With("q", a["query"]).With("state", a["state"]).With("per_page", a["limit"])),
        new("get_task_history", "How the state of a task changed.", [new("id", "The task's number.", IsRequired: true)], a => new ApiPath($"api/tasks/{a.Part("id")}/changes")),
        new("list_trackers", "Which applications are followed: their newest image, and what is wrong with their requirements.", [Limit], a => new ApiPath("trackers").With("paused", "true").With("per_page", a["limit"])),
        new("list_releases", "Releases that are or were in a queue, newest first.",
            [
                new("environment", "Only what goes there."), new("application", "Only this one, group.name."), new("state", "queued, claimed, deployed, failed, superseded or skipped."), Limit,
            ],
            a => new ApiPath("api/releases").With("environment", a["environment"]).With("application", a["application"]).With("state", a["state"]).With("per_page", a["limit"])),
        new("get_release_queue", "What waits to go to an environment, in its order, and what each waits for.", [new("environment", "Such as prod.", IsRequired: true), Limit],
            a => new ApiPath("api/releases/" + a.Part("environment")).With("per_page", a["limit"])),
        new("why_not_released", "Why the newest release of an application is not in an environment.",
            [new("application", "group.name.", IsRequired: true), new("environment", "Such as prod.", IsRequired: true)],
            a => new ApiPath($"api/applications/{a.Part("application")}/why").With("environment", a["environment"])),
        new("get_release_environments", "The environments that releases pass, in their order, and what each asks of them.", [], _ => new ApiPath("api/release-environments")),
        new("insights", "How well change flows: deployment frequency, lead time, change failure rate and time to restore of a period, beside the one before.",
            [
                new("service", "Only this one."), new("team", "Only what this team owns."), new("environment", "production unless given, * for all."),
                new("days", "So many up to today, 30 unless given, at most 365."), new("group_by", "service, team or environment."),
            ],
            a => new ApiPath("api/v1/insights").With("services", a["service"]).With("team", a["team"]).With("environment", a["environment"]).With("days", a["days"]).With("group_by", a["group_by"])),
        new("list_runs", "What commands cost that were run under the wrapper: the caller's, newest first.", [Limit], a => new ApiPath("api/v1/test").With("per_page", a["limit"])),
        new("get_run", "What a command cost: its time, and how long it kept the processors busy.", [new("id", "The run's number.", IsRequired: true)], a => new ApiPath("api/v1/test/" + a.Part("id"))),
        new("list_contexts", "The contexts of timelines: builds, deployments.", [Limit], a => new ApiPath("api/contexts").With("per_page", a["limit"])),
        new("list_timelines", "The timelines of a context, newest first.", [Context, Limit], a => new ApiPath("api/contexts/" + a.Part("context")).With("per_page", a["limit"])),
        new("get_timeline", "A timeline with its events and how long they took.", [Context, new("timeline", "Its id or label; the newest unless given.")],
            a => new ApiPath($"api/contexts/{a.Part("context")}/{ApiPath.Part(a["timeline"] ?? "latest")}")),
        new("get_timeline_stats", "How long the steps of a context usually take.", [Context], a => new ApiPath($"api/contexts/{a.Part("context")}/stats")),
    ];

    /// <summary>The parameters as JSON Schema.</summary>
    public JsonElement Schema()
    {
        var properties = new JsonObject(Parameters.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)new JsonObject { ["type"] = "string", ["description"] = p.Description })));
        var required = new JsonArray([.. Parameters.Where(p => p.IsRequired).Select(p => (JsonNode?)p.Name)]);
        return JsonDocument.Parse(new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required }.ToJsonString()).RootElement;
    }
}

internal sealed record McpParameter(string Name, string Description, bool IsRequired = false);
