using Google.Protobuf.Collections;
using Tracker.Protocol.Events;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Catalog;
using Tracker.Server.Operations;

namespace Tracker.Server.Events;

/// <summary>The event service of the v1alpha1 contract, for gRPC and REST alike.</summary>
public sealed class EventRpc(EventService events, EventReader reader, EnvironmentNames environments, TimeProvider clock)
{
    public async Task<CreateEventResponse> CreateEvent(CreateEventRequest request, CallContext call) =>
        new() { Event = (await events.CreateAsync(request, CallerOf(call), call.Cancellation)).OrThrow() };

    public async Task<UpdateEventResponse> UpdateEvent(UpdateEventRequest request, CallContext call) =>
        new() { Event = (await events.UpdateAsync(request, CallerOf(call), call.Cancellation)).OrThrow() };

    public async Task<GetEventResponse> GetEvent(GetEventRequest request, CallContext call) =>
        new() { Event = (await events.GetAsync(request.Id, call.Cancellation)).OrThrow() };

    public async Task<DeleteEventResponse> DeleteEvents(DeleteEventRequest request, CallContext call)
    {
        var id = request.Id.Length > 0 ? request.Id : request.SlackId;
        var deleted = (await events.DeleteAsync(id, CallerOf(call), call.Cancellation)).OrThrow();
        return new() { Id = deleted.Metadata.Id, SlackId = deleted.Metadata.SlackId };
    }

    public async Task<SearchEventsResponse> SearchEvents(SearchEventsRequest request, CallContext call)
    {
        var query = EventRequests.QueryOf(request, environments, clock.GetUtcNow()).OrThrow();
        var page = (await events.SearchAsync(query, call.Cancellation)).OrThrow();
        return new() { Events = { page.Events }, TotalCount = (uint)page.Total, TotalCountCapped = page.Capped };
    }

    public async Task<ListEventsResponse> ListEvents(ListEventsRequest request, CallContext call)
    {
        var query = EventRequests.Paged(new(), request.PerPage, request.Page).OrThrow();
        var page = (await events.SearchAsync(query, call.Cancellation)).OrThrow();
        return new() { Events = { page.Events }, TotalCount = (uint)page.Total, TotalCountCapped = page.Capped };
    }

    public async Task<TodayEventsResponse> TodayEvents(TodayEventsRequest request, CallContext call)
    {
        var zone = EventRequests.ZoneOf(request.Tz).OrThrow();
        var (from, to) = EventTimes.Day(clock.GetUtcNow(), zone);
        var query = EventRequests.Paged(new() { From = from, To = to }, request.PerPage, request.Page).OrThrow();
        var page = (await events.SearchAsync(query, call.Cancellation)).OrThrow();
        return new() { Events = { page.Events }, TotalCount = (uint)page.Total, TotalCountCapped = page.Capped };
    }

    public async Task<AddChangelogEntryResponse> AddChangelogEntry(AddChangelogEntryRequest request, CallContext call) =>
        new() { Event = (await events.AddChangeAsync(request.Id, request.Entry, CallerOf(call), call.Cancellation)).OrThrow() };

    public async Task<GetEventChangelogResponse> GetEventChangelog(GetEventChangelogRequest request, CallContext call)
    {
        var paging = EventRequests.Paged(new(), request.PerPage, request.Page).OrThrow();
        if (await reader.ChangesAsync(EventId.Parse(request.Id), paging.PerPage, paging.Page, call.Cancellation) is not var (entries, total))
        {
            throw Failure.NotFound($"There is no event {request.Id}.").ToException();
        }

        return new() { Changelog = { entries }, TotalCount = (uint)total };
    }

    public async Task<AddSlackIdResponse> AddSlackId(AddSlackIdRequest request, CallContext call) =>
        new() { Event = (await events.SetSlackIdAsync(request.Id, request.SlackId, CallerOf(call), call.Cancellation)).OrThrow() };

    public async Task<GetEventStatsResponse> GetEventStats(GetEventStatsRequest request, CallContext call)
    {
        var query = EventRequests.QueryOf(request).OrThrow();
        return new()
        {
            TotalCount = (ulong)await reader.CountAsync(query, call.Cancellation),
            StartDate = request.StartDate,
            EndDate = request.EndDate,
        };
    }

    public async Task<GetEventStatsByMonthResponse> GetEventStatsByMonth(GetEventStatsByMonthRequest request, CallContext call)
    {
        var query = EventRequests.QueryOf(request).OrThrow();
        var months = await reader.CountByMonthAsync(query, request.GroupByService, call.Cancellation);
        return new()
        {
            Stats = { months },
            TotalCount = months.Aggregate(0UL, (sum, m) => sum + m.Count),
            StartDate = request.StartDate,
            EndDate = request.EndDate,
        };
    }

    private static Caller CallerOf(CallContext call) => Caller.Of(call.HttpContext);
}
