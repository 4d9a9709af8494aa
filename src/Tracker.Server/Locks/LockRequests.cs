using Tracker.Protocol.Locks;
using Tracker.Server.Catalog;
using Tracker.Server.Operations;

namespace Tracker.Server.Locks;

/// <summary>What the contract's requests ask for.</summary>
internal static class LockRequests
{
    public const uint LongestTtl = 2_592_000;

    public const uint LongestWait = 3600;

    /// <summary>A UUID in its usual form: other texts are ids of somebody else's.</summary>
    public static Guid? UuidOf(string text) => Guid.TryParseExact(text, "D", out var uuid) ? uuid : null;

    public static Outcome<LockRequest> Of(CreateLockRequest r, EnvironmentNames environments)
    {
        if (string.IsNullOrWhiteSpace(r.Service)) return Failure.Invalid("service is required; \"*\" covers every service.");
        if (string.IsNullOrWhiteSpace(r.Who)) return Failure.Invalid("who is required: who takes the lock, as it will be shown.");
        if (CheckTtl(r.TtlSeconds) is { } failure) return failure;
        if (r.WaitSeconds > LongestWait) return Failure.Invalid($"wait_seconds may be at most {LongestWait}.");
        return new LockRequest(new(r.Service, environments.Canonical(r.Environment), r.Resource), r.Who)
        {
            EventId = r.EventId,
            Ttl = TimeSpan.FromSeconds(r.TtlSeconds),
            Reason = r.Reason,
        };
    }

    /// <summary>The lock as an update means it to be, and whether its time starts anew.</summary>
    public static Outcome<(HeldLock Lock, bool Renew)> Apply(UpdateLockRequest r, HeldLock held, EnvironmentNames environments)
    {
        if (!Meant(r).TryGet(out var meant, out var failure)) return failure;
        var (service, environment, resource) = held.Scope;
        if (meant.Contains("service")) service = r.Service;
        if (meant.Contains("environment")) environment = environments.Canonical(r.Environment);
        if (meant.Contains("resource")) resource = r.Resource;
        var after = held with { Scope = new(service, environment, resource) };
        if (meant.Contains("who")) after = after with { Who = r.Who };
        if (meant.Contains("event_id")) after = after with { EventId = r.EventId, EventUuid = UuidOf(r.EventId) };
        if (meant.Contains("reason")) after = after with { Reason = r.Reason };
        if (meant.Contains("ttl_seconds")) after = after with { Ttl = TimeSpan.FromSeconds(r.TtlSeconds) };
        if (string.IsNullOrWhiteSpace(after.Scope.Service)) return Failure.Invalid("service may not be empty; \"*\" covers every service.");
        if (string.IsNullOrWhiteSpace(after.Who)) return Failure.Invalid("who may not be empty.");
        return CheckTtl(r.TtlSeconds) is { } tooLong ? tooLong : (after, meant.Contains("ttl_seconds"));
    }

    private static readonly string[] Fields = ["service", "who", "environment", "resource", "event_id", "ttl_seconds", "reason"];

    /// <summary>The fields that a request means to change: those its mask names, else those that are set.</summary>
    private static Outcome<HashSet<string>> Meant(UpdateLockRequest r)
    {
        if (r.UpdateMask is { } mask)
        {
            var unknown = mask.Paths.FirstOrDefault(p => p != "id" && !Fields.Contains(p));
            if (unknown is null) return mask.Paths.ToHashSet();
            return Failure.Invalid($"update_mask: \"{unknown}\" is not a field that can be changed; it may be {string.Join(", ", Fields)}.");
        }

        return Fields.Where(name => UpdateLockRequest.Descriptor.FindFieldByName(name).Accessor.GetValue(r) is not ("" or 0u)).ToHashSet();
    }

    private static Failure? CheckTtl(uint seconds) => seconds > LongestTtl
        ? Failure.Invalid($"ttl_seconds may be at most {LongestTtl} (30 days); 0 means until it is released.")
        : null;
}
