using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Activities;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Activity.Before;
using Tracker.Server.Catalog;
using Tracker.Server.Operations;

namespace Tracker.Server.Activity;

/// <summary>The feed and what changed before a moment of it, for gRPC and REST alike.</summary>
public sealed class ActivityRpc(ActivityReader reader, ChangesBefore changes, EnvironmentNames environments, TimeProvider clock)
{
    public async Task<ListActivityResponse> ListActivity(ListActivityRequest request, CallContext call)
    {
        var page = await reader.ListAsync(QueryOf(request).OrThrow(), PrincipalOf(call), call.Cancellation);
        return new() { Activities = { page.Rows.Select(r => r.ToMessage()) }, Next = page.Next?.ToString() ?? "" };
    }

    public async Task<GetActivityResponse> GetActivity(GetActivityRequest request, CallContext call) =>
        new() { Activity = (await FindAsync(request.Id, call)).OrThrow().ToMessage() };

    public async Task<ListChangesBeforeResponse> ListChangesBefore(ListChangesBeforeRequest request, CallContext call)
    {
        var moment = request.Id.Length > 0 ? Moment.Of((await FindAsync(request.Id, call)).OrThrow()) : MomentOf(request).OrThrow();
        var hours = request.Hours == 0 ? ChangesBefore.StandardHours : (int)Math.Min(request.Hours, int.MaxValue);
        return (await changes.FindAsync(moment, hours, PrincipalOf(call), call.Cancellation)).OrThrow().ToMessage();
    }

    private async Task<Outcome<ActivityRow>> FindAsync(string id, CallContext call)
    {
        if (id.Length == 0) return Failure.Invalid("id is required.");
        var found = long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var key) ? await reader.FindAsync(key, PrincipalOf(call), call.Cancellation) : null;
        return found is null ? Failure.NotFound($"There is no activity {id}.") : found;
    }

    private Outcome<ActivityQuery> QueryOf(ListActivityRequest request)
    {
        ActivityPlace? after = null;
        if (request.After.Length > 0)
        {
            if (!ActivityPlace.TryParse(request.After, out var place)) return Failure.Invalid("after must be the next of an answer before.");
            after = place;
        }

        if (!System.Enum.IsDefined(request.Severity)) return Failure.Invalid("severity may be info, good, warning or bad.");
        if (!TryInstant(request.From, out var from)) return Failure.Invalid("from is no instant.");
        if (!TryInstant(request.To, out var to)) return Failure.Invalid("to is no instant.");
        if (to <= from) return Failure.Invalid("to must be later than from.");
        return new ActivityQuery
        {
            Modules = request.Modules,
            Kinds = request.Kinds,
            Severity = (Severity)Math.Max(0, (int)request.Severity - 1),
            Service = request.Service,
            Environment = environments.Canonical(request.Environment),
            Host = request.Host,
            Text = request.Text,
            From = from,
            To = to,
            After = after,
            Limit = request.PerPage is null or 0 ? 50 : (int)Math.Min(request.PerPage.Value, ActivityQuery.MostRows),
        };
    }

    private Outcome<Moment> MomentOf(ListChangesBeforeRequest request)
    {
        if (!TryInstant(request.At, out var at)) return Failure.Invalid("at is no instant.");
        return new Moment(at ?? clock.GetUtcNow(), Given(request.Service), Given(environments.Canonical(request.Environment)), Given(request.Host))
        {
            Self = request.Subject.Length > 0 ? (request.Module, request.Subject) : null,
        };
    }

    private static bool TryInstant(Timestamp? value, out DateTimeOffset? at)
    {
        at = null;
        if (value is null) return true;
        // Later than the year 9000 or so long ago that a window before it has no beginning.
        if (value.Seconds is < -60_000_000_000 or > 220_000_000_000 || value.Nanos is < 0 or > 999_999_999) return false;
        at = value.ToDateTimeOffset();
        return true;
    }

    private static string? Given(string text) => text.Length == 0 ? null : text;

    private static Principal PrincipalOf(CallContext call) => Principal.Of(call.HttpContext);
}
