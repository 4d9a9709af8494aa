using System.Runtime.CompilerServices;
using Tracker.Client.Connect;

namespace Tracker.Client.Activities;

/// <summary>Everything that happened, and what changed before it. Every method throws <see cref="TrackerException"/> when it was not done.</summary>
public sealed class ActivityClient
{
    private const int PerPage = 200;

    private static readonly Route ListRoute = Route.Get("/api/v1/activity");
    private static readonly Route GetRoute = Route.Get("/api/v1/activity/{id}");
    private static readonly Route BeforeRoute = Route.Get("/api/v1/activity/before");
    private static readonly Route BeforeRowRoute = Route.Get("/api/v1/activity/{id}/before");

    private readonly RestConnection _rest;

    internal ActivityClient(RestConnection rest) => _rest = rest;

    /// <summary>The newest first, page after page until all fitting rows were seen.</summary>
    public async IAsyncEnumerable<ActivityRow> ListAsync(ActivityFilter? filter = null, [EnumeratorCancellation] CancellationToken ct = default)
    {
        string? after = null;
        do
        {
            var page = await PageAsync(filter, after, PerPage, ct).ConfigureAwait(false);
            foreach (var row in page.Rows) yield return row;
            after = page.Next;
        }
        while (after is not null);
    }

    /// <summary>One page.</summary>
    /// <param name="filter">All when null.</param>
    /// <param name="after">The <see cref="ActivityPage.Next"/> of the page before; the newest rows when null.</param>
    /// <param name="perPage">At most, 1 to 500.</param>
    /// <param name="ct">Ends the call.</param>
    public async Task<ActivityPage> PageAsync(ActivityFilter? filter = null, string? after = null, int perPage = 50, CancellationToken ct = default)
    {
        var f = filter ?? new();
        var query = new Query().AddEach("modules", f.Modules).AddEach("kinds", f.Kinds).AddName("severity", f.Severity).Add("service", f.Service).Add("environment", f.Environment)
            .Add("host", f.Host).Add("text", f.Text).Add("from", f.From).Add("to", f.To).Add("per_page", perPage).Add("after", after);
        var answer = await _rest.SendAsync(ListRoute, ListRoute.Path() + query, ActivityJson.Default.ActivityListAnswer, ct).ConfigureAwait(false);
        return new(answer.Activities, answer.Next.Length == 0 ? null : answer.Next);
    }

    /// <summary>One row.</summary>
    public async Task<ActivityRow> GetAsync(string id, CancellationToken ct = default) =>
        (await _rest.SendAsync(GetRoute, GetRoute.Path(id), ActivityJson.Default.ActivityAnswer, ct).ConfigureAwait(false)).Activity;

    /// <summary>What changed before a moment, the most probable cause first.</summary>
    /// <example><code>
    /// var answer = await client.Activity.BeforeAsync(new() { Service = "payments", Environment = "prod" });
    /// foreach (var change in answer.Changes) Console.WriteLine($"{change.Activity.Title}: {change.Reason}");
    /// </code></example>
    public Task<ChangesBefore> BeforeAsync(ChangesQuestion question, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        var query = new Query().Add("at", question.At).Add("service", question.Service).Add("environment", question.Environment).Add("host", question.Host).Add("hours", question.Hours);
        return _rest.SendAsync(BeforeRoute, BeforeRoute.Path() + query, ActivityJson.Default.ChangesBefore, ct);
    }

    /// <summary>What changed before a row of the feed.</summary>
    /// <param name="id">The row's.</param>
    /// <param name="hours">How far to look back, 1 to 336.</param>
    /// <param name="ct">Ends the call.</param>
    public Task<ChangesBefore> BeforeAsync(string id, int hours = 24, CancellationToken ct = default) =>
        _rest.SendAsync(BeforeRowRoute, BeforeRowRoute.Path(id) + new Query().Add("hours", hours), ActivityJson.Default.ChangesBefore, ct);
}
