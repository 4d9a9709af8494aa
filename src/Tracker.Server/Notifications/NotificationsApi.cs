using Tracker.Protocol.Api;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Notifications.Channels;
using Tracker.Server.Notifications.Deliveries;
using Tracker.Server.Notifications.Rules;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Notifications;

/// <summary>Channels, rules and the delivery log over REST, for administrators.</summary>
internal static class NotificationsApi
{
    private const int MostPerPage = 1000;
    private const int StandardPage = 50;

    public static void Map(IEndpointRouteBuilder app)
    {
        var admin = app.MapGroup("/api/v1").WithMetadata(new ScopeRequirement(Scope.Admin)).WithTags("Notifications");
        admin.MapGet("/channels", ListChannelsAsync).WithSummary("Lists channels by name; their addresses and secrets are not shown.");
        admin.MapPost("/channels", CreateChannelAsync).WithSummary("Creates a channel of the kind console, webhook, slack or email.");
        admin.MapPatch("/channels/{id:guid}", ChangeChannelAsync).WithSummary("Renames a channel, changes its configuration, or switches it on or off; what is left out stays, secrets too.");
        admin.MapDelete("/channels/{id:guid}", DeleteChannelAsync).WithSummary("Deletes a channel with its rules.");
        admin.MapPost("/channels/{id:guid}/test", TestChannelAsync).WithSummary("Sends a test through a channel at once and tells what the receiver said.");
        admin.MapGet("/rules", ListRulesAsync).WithSummary("Lists which alerts go to which channel.");
        admin.MapPost("/rules", CreateRuleAsync).WithSummary("Sends the alerts that fit to a channel.");
        admin.MapPatch("/rules/{id:guid}", ChangeRuleAsync).WithSummary("Changes a rule; what is left out stays, an empty text fits any.");
        admin.MapDelete("/rules/{id:guid}", DeleteRuleAsync).WithSummary("Deletes a rule.");
        admin.MapGet("/deliveries", ListDeliveriesAsync).WithSummary("Lists deliveries, newest first: waiting, delivered, dead; or those about one subject.");
        admin.MapGet("/deliveries/{id:guid}", GetDeliveryAsync).WithSummary("Tells how a delivery went, attempt by attempt.");
        admin.MapPost("/deliveries/{id:guid}/retry", RetryAsync).WithSummary("Sends a dead delivery again, under the same id.");
    }

    private static async Task<IResult> ListChannelsAsync(ChannelService channels, CancellationToken ct) =>
        TypedResults.Ok((await channels.ListAsync(ct)).ConvertAll(ChannelView.Of));

    private static async Task<IResult> CreateChannelAsync(CreateChannelRequest request, HttpContext http, ChannelService channels, CancellationToken ct) =>
        (await channels.CreateAsync(request.Name, request.Kind, request.Config, Caller.Of(http), ct))
            .Answer(made => TypedResults.Created($"/api/v1/channels/{made.Channel.Id}", ChannelView.Of(made.Channel) with { Secret = made.Secret }));

    private static async Task<IResult> ChangeChannelAsync(Guid id, ChangeChannelRequest request, HttpContext http, ChannelService channels, CancellationToken ct) =>
        (await channels.ChangeAsync(id, request, Caller.Of(http), ct)).Answer(c => TypedResults.Ok(ChannelView.Of(c)));

    private static async Task<IResult> DeleteChannelAsync(Guid id, HttpContext http, ChannelService channels, CancellationToken ct) =>
        (await channels.DeleteAsync(id, Caller.Of(http), ct)).Answer(_ => TypedResults.NoContent());

    private static async Task<IResult> TestChannelAsync(Guid id, HttpContext http, ChannelService channels, CancellationToken ct) =>
        (await channels.TestAsync(id, Caller.Of(http), ct)).Answer(r => TypedResults.Ok(new TestView(r.IsDelivered, r.Detail)));

    private static async Task<IResult> ListRulesAsync(RuleService rules, int? page, int? per_page, CancellationToken ct)
    {
        if (!Paging.Of(page, per_page, MostPerPage).TryGet(out var paging, out var failure)) return failure.ToProblem();
        return TypedResults.Ok((await rules.ListAsync(paging.PerPage, paging.Offset, ct)).ConvertAll(RuleView.Of));
    }

    private static async Task<IResult> CreateRuleAsync(RuleRequest request, HttpContext http, RuleService rules, CancellationToken ct) =>
        (await rules.CreateAsync(request, Caller.Of(http), ct)).Answer(r => TypedResults.Created($"/api/v1/rules/{r.Id}", RuleView.Of(r)));

    private static async Task<IResult> ChangeRuleAsync(Guid id, RuleRequest request, HttpContext http, RuleService rules, CancellationToken ct) =>
        (await rules.ChangeAsync(id, request, Caller.Of(http), ct)).Answer(r => TypedResults.Ok(RuleView.Of(r)));

    private static async Task<IResult> DeleteRuleAsync(Guid id, HttpContext http, RuleService rules, CancellationToken ct) =>
        (await rules.DeleteAsync(id, Caller.Of(http), ct)).Answer(_ => TypedResults.NoContent());

    private static async Task<IResult> ListDeliveriesAsync(DeliveryLog log, string? state, string? subject, long? before, int? limit, CancellationToken ct)
    {
        if (limit is < 1 or > MostPerPage) return Failure.Invalid($"limit must be from 1 to {MostPerPage}.").ToProblem();
        if (!StateOf(state).TryGet(out var wanted, out var failure)) return failure.ToProblem();
        if (subject is not null && state is not null) return Failure.Invalid("either state or subject can be given.").ToProblem();
        var (most, below) = (limit ?? StandardPage, before ?? long.MaxValue);
        var list = subject is null ? await log.ListAsync(wanted.State, most, below, ct) : await log.AboutAsync(subject, most, below, ct);
        return TypedResults.Ok(list.ConvertAll(DeliveryView.Of));
    }

    private static async Task<IResult> GetDeliveryAsync(Guid id, DeliveryLog log, CancellationToken ct) =>
        (await log.FindAsync(id, ct)).Answer(found => TypedResults.Ok(DeliveryView.Of(found.Delivery) with { History = [.. found.Attempts.Select(AttemptView.Of)] }));

    private static async Task<IResult> RetryAsync(Guid id, HttpContext http, DeliveryLog log, CancellationToken ct) =>
        (await log.RetryAsync(id, Caller.Of(http), ct)).Answer(_ => TypedResults.Accepted($"/api/v1/deliveries/{id}"));

    private static Outcome<StateFilter> StateOf(string? text) => text switch
    {
        null or "" => new StateFilter(null),
        "waiting" => new StateFilter(OutboxState.Waiting),
        "delivered" => new StateFilter(OutboxState.Delivered),
        "dead" => new StateFilter(OutboxState.Dead),
        _ => Failure.Invalid("state must be waiting, delivered or dead."),
    };

    private sealed record StateFilter(OutboxState? State);
}
