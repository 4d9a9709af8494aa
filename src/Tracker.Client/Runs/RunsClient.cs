using System.Globalization;
using System.Runtime.CompilerServices;
using Tracker.Client.Connect;

namespace Tracker.Client.Runs;

/// <summary>
/// What commands cost. A run belongs to the credentials that began it; to others it is not there (404). Every method throws
/// <see cref="TrackerException"/> when it was not done.
/// </summary>
public sealed class RunsClient
{
    private const int MostSamples = 10_000;

    private static readonly Route BeginRoute = Route.Post("/api/v1/test");
    private static readonly Route ListRoute = Route.Get("/api/v1/test");
    private static readonly Route GetRoute = Route.Get("/api/v1/test/{id}");
    private static readonly Route DeleteRoute = Route.Delete("/api/v1/test/{id}");
    private static readonly Route AddRoute = Route.Post("/api/v1/test/{id}/usage", Repeat.Harmless);
    private static readonly Route UsageRoute = Route.Get("/api/v1/test/{id}/usage");
    private static readonly Route StopRoute = Route.Post("/api/v1/test/{id}/stop", Repeat.Harmless);

    private readonly RestConnection _rest;

    internal RunsClient(RestConnection rest) => _rest = rest;

    /// <summary>Begins a run.</summary>
    public Task<BegunRun> BeginAsync(NewRun run, CancellationToken ct = default) =>
        _rest.SendAsync(BeginRoute, BeginRoute.Path(), run, RunsJson.Default.NewRun, RunsJson.Default.BegunRun, ct);

    /// <summary>Adds samples, in any order; those that are there already are ignored.</summary>
    /// <param name="id">The run's.</param>
    /// <param name="samples">At most 10,000.</param>
    /// <param name="ct">Ends the call.</param>
    /// <returns>Of each whether it is above the threshold, in their order.</returns>
    public async Task<IReadOnlyList<bool>> AddAsync(long id, IReadOnlyList<RunSample> samples, CancellationToken ct = default)
    {
        var above = await _rest.SendAsync(AddRoute, AddRoute.Path(Text(id)), samples, RunsJson.Default.IReadOnlyListRunSample, RunsJson.Default.IReadOnlyListAboveAnswer, ct).ConfigureAwait(false);
        return [.. above.Select(a => a.AboveThreshold)];
    }

    /// <summary>Ends a run; the second time answers the same.</summary>
    public Task<RunDetails> StopAsync(long id, RunEnd? end = null, CancellationToken ct = default) =>
        _rest.SendAsync(StopRoute, StopRoute.Path(Text(id)), end ?? new(), RunsJson.Default.RunEnd, RunsJson.Default.RunDetails, ct);

    /// <summary>A run with its statistics, and what is usual for its name.</summary>
    public Task<RunDetails> GetAsync(long id, CancellationToken ct = default) => _rest.SendAsync(GetRoute, GetRoute.Path(Text(id)), RunsJson.Default.RunDetails, ct);

    /// <summary>The caller's runs, newest first.</summary>
    public Paged<RunDetails> List(RunFilter? filter = null) => new(async (page, perPage, ct) =>
    {
        var query = new Query().Add("q", filter?.Name).Add("active", filter?.Active).Add("all", filter?.Everybody == true ? true : null).Add("page", page).Add("per_page", perPage);
        var runs = await _rest.SendAsync(ListRoute, ListRoute.Path() + query, RunsJson.Default.IReadOnlyListRunDetails, ct).ConfigureAwait(false);
        return new(runs, null, false, runs.Count >= perPage);
    });

    /// <summary>All samples of a run, in the order of time.</summary>
    /// <param name="id">The run's.</param>
    /// <param name="after">Only those after this time.</param>
    /// <param name="ct">Ends the enumeration.</param>
    public async IAsyncEnumerable<RunSample> SamplesAsync(long id, DateTimeOffset? after = null, [EnumeratorCancellation] CancellationToken ct = default)
    {
        while (true)
        {
            var query = new Query().Add("after", after).Add("limit", MostSamples);
            var samples = await _rest.SendAsync(UsageRoute, UsageRoute.Path(Text(id)) + query, RunsJson.Default.IReadOnlyListRunSample, ct).ConfigureAwait(false);
            foreach (var sample in samples) yield return sample;
            if (samples.Count < MostSamples) yield break;
            after = samples[^1].Timestamp;
        }
    }

    /// <summary>All of a run's usage, drawn with at most so many points.</summary>
    /// <param name="id">The run's.</param>
    /// <param name="points">1 to 1,000.</param>
    /// <param name="ct">Ends the call.</param>
    public Task<IReadOnlyList<RunPoint>> GetSeriesAsync(long id, int points = 200, CancellationToken ct = default) =>
        _rest.SendAsync(UsageRoute, UsageRoute.Path(Text(id)) + new Query().Add("points", points), RunsJson.Default.IReadOnlyListRunPoint, ct);

    /// <summary>Deletes a run with its samples.</summary>
    public Task DeleteAsync(long id, CancellationToken ct = default) => _rest.SendAsync(DeleteRoute, DeleteRoute.Path(Text(id)), ct);

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
