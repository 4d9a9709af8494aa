using Tracker.Protocol.Events;
using Tracker.Rpc;

namespace Tracker.Tests.Rpc;

/// <summary>The event contract without a store, for the tests of what the RPC layer makes of it.</summary>
public sealed class EventEcho
{
    public static IReadOnlyList<RpcMethod> Methods => RpcMethod.Bind<EventEcho>(EventReflection.Descriptor.Services[0]);

    public Task<CreateEventResponse> CreateEvent(CreateEventRequest request, CallContext call) => Task.FromResult(new CreateEventResponse
    {
        Event = new Event { Title = request.Title, Attributes = request.Attributes, Links = request.Links },
    });

    public Task<UpdateEventResponse> UpdateEvent(UpdateEventRequest request, CallContext call) => Task.FromResult(new UpdateEventResponse());

    public Task<GetEventResponse> GetEvent(GetEventRequest request, CallContext call) => Task.FromResult(new GetEventResponse());

    public Task<DeleteEventResponse> DeleteEvents(DeleteEventRequest request, CallContext call) => Task.FromResult(new DeleteEventResponse());

    public Task<SearchEventsResponse> SearchEvents(SearchEventsRequest request, CallContext call) => Task.FromResult(new SearchEventsResponse());

    public Task<ListEventsResponse> ListEvents(ListEventsRequest request, CallContext call) => Task.FromResult(new ListEventsResponse());

    public Task<TodayEventsResponse> TodayEvents(TodayEventsRequest request, CallContext call) => Task.FromResult(new TodayEventsResponse());

    public Task<AddChangelogEntryResponse> AddChangelogEntry(AddChangelogEntryRequest request, CallContext call) =>
        Task.FromResult(new AddChangelogEntryResponse());

    public Task<GetEventChangelogResponse> GetEventChangelog(GetEventChangelogRequest request, CallContext call) =>
        Task.FromResult(new GetEventChangelogResponse());

    public Task<AddSlackIdResponse> AddSlackId(AddSlackIdRequest request, CallContext call) => Task.FromResult(new AddSlackIdResponse());

    public Task<GetEventStatsResponse> GetEventStats(GetEventStatsRequest request, CallContext call) => Task.FromResult(new GetEventStatsResponse());

    public Task<GetEventStatsByMonthResponse> GetEventStatsByMonth(GetEventStatsByMonthRequest request, CallContext call) =>
        Task.FromResult(new GetEventStatsByMonthResponse());
}
