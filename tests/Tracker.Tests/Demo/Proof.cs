using System.Globalization;
using System.Text.Json.Nodes;
using Tracker.Server.Demo.Plan;
using Tracker.Storage;

namespace Tracker.Tests.Demo;

/// <summary>Asks a filled server what changed before each effect, and holds the answers against what was planted.</summary>
internal sealed class Proof(FilledStore store)
{
    public const int Looked = 3;

    private readonly DemoPlan _plan = store.Plan;

    /// <summary>Effects that were asked about.</summary>
    public int Asked { get; private set; }

    /// <summary>Those whose cause is not among the first rows, in words.</summary>
    public List<string> Missed { get; } = [];

    /// <summary>Rows whose reason does not hold, in words.</summary>
    public List<string> Untrue { get; } = [];

    public async Task RunAsync()
    {
        foreach (var cause in _plan.Causes)
        {
            // What the month's end cut off, or a lock or freeze window refused, did not happen.
            if (await EffectAsync(cause) is not { } effect || await CauseAsync(cause) is not { } subject) continue;
            Asked++;
            var answer = await store.App.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/api/v1/activity/{effect.Id}/before"));
            Assert.Equal(200, answer.Status);
            var changes = answer.Json["changes"]!.AsArray().Select(c => c!).ToList();
            var place = changes.FindIndex(c => Of(c, "subject") == subject);
            if (place is < 0 or >= Looked)
            {
                Missed.Add($"{cause}: place {place + 1} of {changes.Count}: " + string.Join(" | ", changes.Take(Looked).Select(c => $"{c["reason"]} ({c["weight"]})")));
            }

            foreach (var change in changes)
            {
                if (!Holds(change, cause, effect.Host)) Untrue.Add($"{cause}: {change["reason"]} ({change["relation"]}: {Of(change, "title")})");
            }
        }
    }

    private async Task<(long Id, string? Host)?> EffectAsync(PlantedCause cause)
    {
        var kind = cause.Kind == CauseKind.SlowStep ? "task.late" : "incident.open";
        var rows = await store.App.Database.QueryAsync(
            "SELECT id, host FROM activity WHERE kind = $1 AND service = $2 AND at >= $3 AND at <= $4 ORDER BY id LIMIT 1",
            r => (r.GetInt64(0), r.GetText(1) is { Length: > 0 } host ? host : null), default, kind, cause.Service, cause.At, cause.At.AddSeconds(2));
        return rows is [var row] ? row : null;
    }

    /// <summary>The subject of the rows that tell of the cause.</summary>
    private Task<string?> CauseAsync(PlantedCause cause) => cause.Kind switch
    {
        CauseKind.Deployment or CauseKind.Dependency => SubjectAsync("deployment.start", ServiceOf(cause.Cause), AtOf<EventMade>(e => e.Key == cause.Cause)),
        CauseKind.ForcedLock => SubjectAsync("lock.forced", cause.Service, AtOf<LockForced>(l => l.Key == cause.Cause)),
        CauseKind.WaitingRelease => WaitingAsync(cause),
        _ => Task.FromResult<string?>(cause.Cause.Split(' ')[0]),
    };

    private async Task<string?> SubjectAsync(string kind, string service, DateTimeOffset at) => (await store.App.Database.QueryAsync(
        "SELECT subject FROM activity WHERE kind = $1 AND service = $2 AND at >= $3 AND at < $4", r => r.GetString(0), default, kind, service, at, at.AddSeconds(1))) is [var subject] ? subject : null;

    /// <summary>What entered the queue ten hours before at most. Where the release failed on its way there, nothing did.</summary>
    private async Task<string?> WaitingAsync(PlantedCause cause) => (await store.App.Database.QueryAsync(
        """
        SELECT p.subject FROM activity AS p
        WHERE p.kind = 'deployment.planned' AND p.service = $1 AND p.environment = 'production' AND p.at >= $3 AND p.at < $2
          AND NOT EXISTS (SELECT 1 FROM activity AS s WHERE s.subject = p.subject AND s.id > p.id AND s.at <= $2)
        ORDER BY p.id DESC LIMIT 1
        """,
        r => r.GetString(0), default, cause.Service, cause.At, cause.At.AddHours(-11))) is [var subject] ? subject : null;

    /// <summary>Whether the relation that a row claims is one that the plan knows.</summary>
    private bool Holds(JsonNode change, PlantedCause cause, string? host)
    {
        var (service, environment, reason) = (Of(change, "service"), Of(change, "environment"), change["reason"]!.ToString());
        if (DateTimeOffset.Parse(Of(change, "at"), CultureInfo.InvariantCulture) > cause.At.AddSeconds(2)) return false;
        var needs = _plan.Platform[cause.Service].DependsOn;
        return change["relation"]!.ToString() switch
        {
            "same_service" => service == cause.Service && environment is "production" or "",
            "same_service_elsewhere" => service == cause.Service && environment != "production",
            "dependency" => needs.Contains(service) && reason.Contains($"on which {cause.Service} depends", StringComparison.Ordinal),
            "indirect_dependency" => needs.Any(n => _plan.Platform[n].DependsOn.Contains(service) && reason.Contains("through ", StringComparison.Ordinal)),
            "same_host" => Of(change, "host") == host,
            "whole_environment" => service is "" or "*" or "production",
            _ => false,
        };
    }

    private string ServiceOf(string key) => _plan.Acts.OfType<EventMade>().First(e => e.Key == key).Request.Attributes.Service;

    private DateTimeOffset AtOf<T>(Func<T, bool> which)
        where T : DemoAct => _plan.Acts.OfType<T>().First(which).At;

    private static string Of(JsonNode change, string field) => change["activity"]![field]?.ToString() ?? "";
}
