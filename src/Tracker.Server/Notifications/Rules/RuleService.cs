using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Activity;
using Tracker.Server.Catalog;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Notifications.Rules;

/// <summary>A rule as it is asked for; where one is changed, what is left out stays, and an empty text fits any again.</summary>
public sealed record RuleRequest(Guid? Channel, IReadOnlyList<string>? Kinds, string? Service, string? Environment, string? Tag, string? Subject, string? Severity);

/// <summary>Rules, made and changed by administrators.</summary>
internal sealed class RuleService(IDatabase database, EnvironmentNames environments, TimeProvider clock)
{
    public const int Most = 1000;

    public async Task<Outcome<AlertRule>> CreateAsync(RuleRequest request, Caller caller, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (!Parse(request, Guid.CreateVersion7(now), now).TryGet(out var rule, out var failure)) return failure;
        return await RuleBook.ChangeAsync<AlertRule>(
            database,
            async write =>
            {
                if (await RuleStore.CountAsync(write) >= Most) return new Failure(RpcCode.ResourceExhausted, $"There are {Most} rules, which is the most there may be.");
                if (!await RuleStore.InsertAsync(write, rule)) return NoChannel(rule.ChannelId);
                await AuditAsync(write, caller, "rule.create", rule.Id, $"to channel {rule.ChannelId}");
                return rule;
            },
            ct);
    }

    public Task<Outcome<AlertRule>> ChangeAsync(Guid id, RuleRequest change, Caller caller, CancellationToken ct) => RuleBook.ChangeAsync<AlertRule>(
        database,
        async write =>
        {
            if (await RuleStore.FindAsync(write, id) is not { } old) return NotFound(id);
            var merged = new RuleRequest(
                change.Channel ?? old.ChannelId, change.Kinds ?? old.Kinds, change.Service ?? old.Service, change.Environment ?? old.Environment,
                change.Tag ?? old.Tag, change.Subject ?? old.Subject, change.Severity ?? WordOf(old.Severity));
            if (!Parse(merged, id, old.CreatedAt).TryGet(out var rule, out var failure)) return failure;
            if (!await RuleStore.UpdateAsync(write, rule)) return NoChannel(rule.ChannelId);
            await AuditAsync(write, caller, "rule.change", id, $"to channel {rule.ChannelId}");
            return (await RuleStore.FindAsync(write, id))!;
        },
        ct);

    public Task<Outcome<Guid>> DeleteAsync(Guid id, Caller caller, CancellationToken ct) => RuleBook.ChangeAsync<Guid>(
        database,
        async write =>
        {
            if (!await RuleStore.DeleteAsync(write, id)) return NotFound(id);
            await AuditAsync(write, caller, "rule.delete", id, "");
            return id;
        },
        ct);

    public Task<List<AlertRule>> ListAsync(int limit, int offset, CancellationToken ct) => RuleStore.ListAsync(database, limit, offset, ct);

    public async Task<Outcome<AlertRule>> FindAsync(Guid id, CancellationToken ct) => await RuleStore.FindAsync(database, id, ct) is { } rule ? rule : NotFound(id);

    public static string WordOf(Severity severity) => severity.ToString().ToLowerInvariant();

    private Outcome<AlertRule> Parse(RuleRequest request, Guid id, DateTimeOffset createdAt)
    {
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
        return new AlertRule(id, channel, "", kinds, request.Service ?? "", environment, request.Tag ?? "", request.Subject ?? "", severity, createdAt);
    }

    private ValueTask AuditAsync(IWrite write, Caller caller, string action, Guid id, string detail) =>
        AuditLog.AppendAsync(write, new(clock.GetUtcNow(), caller.Principal.Name, caller.Address, action, id.ToString(), detail));

    private static Failure NotFound(Guid id) => Failure.NotFound($"There is no rule {id}.");

    private static Failure NoChannel(Guid id) => Failure.NotFound($"channel: there is no channel {id}.");

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
