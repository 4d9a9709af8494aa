using Tracker.Protocol.Events;
using Tracker.Server.Access;
using Tracker.Server.Catalog;
using Tracker.Server.Events;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Activity.Before;

/// <param name="IsTruncated">Whether there was more in that time than is looked through.</param>
public sealed record BeforeAnswer(Moment Moment, IReadOnlyList<Suspect> Suspects, bool IsTruncated);

/// <summary>Answers "what changed before this?".</summary>
public sealed class ChangesBefore(IDatabase database, ServiceDependencies dependencies, Deployments deployments, EnvironmentNames environments)
{
    public const int StandardHours = 24;
    public const int MostHours = 14 * 24;

    private readonly CandidateReader _candidates = new(database);

    public async Task<Outcome<BeforeAnswer>> FindAsync(Moment moment, int hours, Principal reader, CancellationToken ct)
    {
        if (hours is < 1 or > MostHours) return Failure.Invalid($"hours may be from 1 to {MostHours}.");
        IReadOnlyList<ServiceDependency> needs = moment.Service is { } service ? await dependencies.OfAsync(service, ct) : [];
        var (candidates, isTruncated) = await _candidates.ReadAsync(moment, needs, TimeSpan.FromHours(hours), reader, ct);
        var suspects = Ranking.Of(moment, candidates);
        return new BeforeAnswer(moment, await WithVersionsAsync(suspects, moment, ct), isTruncated);
    }

    /// <summary>Of what waited, which version ran meanwhile.</summary>
    private async Task<IReadOnlyList<Suspect>> WithVersionsAsync(IReadOnlyList<Suspect> suspects, Moment moment, CancellationToken ct)
    {
        if (suspects.FirstOrDefault(s => s is { IsWaiting: true, Row.Entry: { Service: not null, Environment: not null } })?.Row.Entry is not { } waiting
            || !environments.TryParse(waiting.Environment!, out EventEnvironment environment)
            || await deployments.VersionAtAsync(waiting.Service!, environment, moment.At, ct) is not { Length: > 0 } ran) return suspects;
        return [.. suspects.Select(s => s.IsWaiting && s.Row.Entry.Service == waiting.Service && s.Row.Entry.Environment == waiting.Environment
            ? s with { Reason = $"{s.Reason}; {ran} still ran" }
            : s)];
    }
}
