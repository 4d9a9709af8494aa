using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Activity;
using Tracker.Server.Catalog;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Notifications.Rules;

/// <summary>A rule as it is asked for.</summary>
public sealed record RuleRequest(Guid? Channel, IReadOnlyList<string>? Kinds, string? Service, string? Environment, string? Tag, string? Subject, string? Severity);

/// <summary>Rules, made by administrators.</summary>
internal sealed class RuleService(IDatabase database, EnvironmentNames environments, TimeProvider clock)
{
    public const int Most = 1000;

    public async Task<Outcome<AlertRule>> CreateAsync(RuleRequest request, Caller caller, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (request.Channel is not { } channel) return Failure.Invalid("channel is required: the id of a channel.");
        var kinds = request.Kinds ?? [];
        if (kinds.Count > AlertRule.MostKinds) return Failure.Invalid($"kinds may hold at most {AlertRule.MostKinds}.");
        if (kinds.FirstOrDefault(k => !IsPattern(k)) is { } wrong) return Failure.Invalid($"kinds: \"{wrong}\" is not a kind such as deployment.failure, deployment or *.failure.");
        foreach (var (field, text) in new[] { ("service", request.Service), ("environment", request.Environment), ("tag", request.Tag), ("subject", request.Subject) })
        {
            if (text?.Length > AlertRule.MaxText) return Failure.Invalid($"{field} may have at most {AlertRule.MaxText} characters.");
        }

        if (!SeverityOf(request.Severity).TryGet(out var severity, out var failure)) return failure;
        var environment = string.IsNullOrEmpty(request.Environment) ? "" : environments.Canonical(request.Environment);
        var rule = new AlertRule(Guid.CreateVersion7(now), channel, "", kinds, request.Service ?? "", environment, request.Tag ?? "", request.Subject ?? "", severity, now);
        return await database.TryWriteAsync<AlertRule>(
            async write =>
            {
                if (await RuleStore.CountAsync(write) >= Most) return new Failure(RpcCode.ResourceExhausted, $"There are {Most} rules, which is the most there may be.");
                if (!await RuleStore.InsertAsync(write, rule)) return Failure.NotFound($"channel: there is no channel {channel}.");
                await AuditLog.AppendAsync(write, new(now, caller.Principal.Name, caller.Address, "rule.create", rule.Id.ToString(), $"to channel {channel}"));
                return rule;
            },
            ct);
    }

    public Task<Outcome<Guid>> DeleteAsync(Guid id, Caller caller, CancellationToken ct) => database.TryWriteAsync<Guid>(
        async write =>
        {
            if (!await RuleStore.DeleteAsync(write, id)) return Failure.NotFound($"There is no rule {id}.");
            await AuditLog.AppendAsync(write, new(clock.GetUtcNow(), caller.Principal.Name, caller.Address, "rule.delete", id.ToString(), ""));
            return id;
        },
        ct);

    public Task<List<AlertRule>> ListAsync(int limit, int offset, CancellationToken ct) => RuleStore.ListAsync(database, limit, offset, ct);

    private static bool IsPattern(string text) =>
        text.Length <= AlertRule.MaxText && text.Split('.').All(part => part == "*" || (part.Length > 0 && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')));

    private static Outcome<Severity> SeverityOf(string? text) => text switch
    {
        null or "" or "info" => Severity.Info,
        "good" => Severity.Good,
        "warning" => Severity.Warning,
        "bad" => Severity.Bad,
        _ => Failure.Invalid("severity must be info, good, warning or bad: the least that is told."),
    };
}
