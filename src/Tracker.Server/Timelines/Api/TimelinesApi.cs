using Tracker.Protocol.Api;
using Tracker.Rpc;
using Tracker.Server.Operations.Changes;
using Tracker.Server.Timelines.Live;
using Tracker.Server.Timelines.Otlp;

namespace Tracker.Server.Timelines.Api;

/// <summary>Timelines over HTTP: read as HAL, which leads from <c>/api</c> to every event, and written by messages.</summary>
internal static class TimelinesApi
{
    public static void AddTimelineApi(this IServiceCollection services)
    {
        services.AddSingleton<ContextService>();
        services.AddSingleton<UnusedKeys>();
        services.AddHostedService<TimelineRetention>();
        services.AddSingleton<TimelineNames>();
        services.AddSingleton<ReceptionTimes>();
        services.AddSingleton<MessageIntake>();
        services.AddSingleton<TraceTimelines>();
        services.AddSingleton<ContextChanges>();
        services.AddSingleton<IChangeListener>(s => s.GetRequiredService<ContextChanges>());
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        var read = Group(app, Scope.Read);
        read.MapGet("/api", HalApi.Root).WithSummary("The links to everything else.").Produces<RootView>(200, HalLinks.MediaType);
        read.MapGet("/api/contexts", HalApi.ContextsAsync).WithSummary("Lists contexts by name.").Produces<ContextListView>(200, HalLinks.MediaType);
        read.MapGet("/api/contexts/{context}", HalApi.ContextAsync).WithSummary("Shows a context with its timelines, newest first.").Produces<ContextView>(200, HalLinks.MediaType);
        read.MapGet("/api/contexts/{context}/{timeline}", HalApi.TimelineAsync).WithSummary("Shows a timeline with its events.")
            .WithDescription("By its id, its label or latest. In another form by format=json (trace events, for ui.perfetto.dev), csv or svg (a Gantt chart), by the same as suffix, or by Accept.")
            .Produces<TimelineView>(200, HalLinks.MediaType);
        read.MapGet("/api/contexts/{context}/{timeline}/stream", StreamApi.OpenAsync).WithSummary("Shows a timeline as it grows, as server-sent events.")
            .WithDescription("snapshot, then event and timeline whenever something changes; beat when nothing does; gone when it was deleted.")
            .Produces(200, contentType: "text/event-stream");

        var write = Group(app, Scope.Write);
        write.MapPost("/api/contexts/{context}", MessagesApi.BeginAsync).WithSummary("Begins a timeline.")
            .WithDescription("The body may be empty, or a JSON object with label, time and description. A context that is unknown comes to be.")
            .Produces<TimelineMadeView>(201);
        write.MapPost("/api/contexts/{context}/events", MessagesApi.TakeAsync).WithSummary("Takes one message or an array of them.")
            .WithDescription("As application/json or application/msgpack, in the shape of a datagram; context may be left out. Answered when they are durable.")
            .Produces<MessageOutcomeView>(202);
        write.MapPut("/api/contexts/{context}", ContextSettingsApi.ConfigureAsync).WithSummary("Makes a context, or replaces its settings.")
            .Accepts<ContextRequest>("application/json").Produces<ContextView>(200, HalLinks.MediaType);

        Group(app, Scope.Write).MapPost("/v1/traces", TracesApi.TakeAsync).WithSummary("Takes spans of OpenTelemetry.")
            .WithDescription("OTLP/HTTP as application/x-protobuf or application/json, perhaps with gzip. A service becomes a context, a trace a timeline, a span an event.")
            .Produces(200, contentType: TraceBody.Protobuf);

        var admin = Group(app, Scope.Admin);
        admin.MapDelete("/api/contexts/{context}", ContextSettingsApi.DeleteAsync).WithSummary("Deletes a context with all that it holds.").Produces(204);
        admin.MapDelete("/api/contexts/{context}/{timeline}", ContextSettingsApi.DeleteTimelineAsync).WithSummary("Deletes a timeline with its events.").Produces(204);
    }

    private static RouteGroupBuilder Group(IEndpointRouteBuilder app, Scope scope) =>
        app.MapGroup("").WithMetadata(new ScopeRequirement(scope)).WithTags("Timelines");
}
