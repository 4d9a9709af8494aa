using Google.Protobuf.Reflection;
using Tracker.Protocol.Locks;
using Tracker.Server.Operations;

namespace Tracker.Server.Locks.Freezes;

/// <summary>Which fields a request means to change, and taking them over.</summary>
internal static class FreezeFields
{
    private static readonly IReadOnlyList<string> Changeable =
        ["reason", "service", "environment", "cron", "duration_seconds", "zone", "starts_at", "ends_at"];

    /// <summary>Those that the mask names, else those that are set.</summary>
    public static Outcome<IReadOnlyList<string>> Meant(UpdateFreezeWindowRequest request)
    {
        if (request.UpdateMask is not { } mask) return Changeable.Where(name => !IsDefault(Of(UpdateFreezeWindowRequest.Descriptor, name).Accessor.GetValue(request))).ToList();
        var named = mask.Paths.Where(path => path != "id").Distinct().ToList();
        return named.Find(path => !Changeable.Contains(path)) is { } unknown
            ? Failure.Invalid($"update_mask: \"{unknown}\" is not a field that can be changed; it may be {string.Join(", ", Changeable)}.")
            : named;
    }

    public static void Copy(UpdateFreezeWindowRequest from, FreezeWindow to, IReadOnlyList<string> fields)
    {
        foreach (var name in fields)
        {
            var value = Of(UpdateFreezeWindowRequest.Descriptor, name).Accessor.GetValue(from);
            var target = Of(FreezeWindow.Descriptor, name);
            if (value is null) target.Accessor.Clear(to);
            else target.Accessor.SetValue(to, value);
        }
    }

    private static FieldDescriptor Of(MessageDescriptor message, string name) => message.FindFieldByName(name);

    private static bool IsDefault(object? value) => value is null or "" or 0U;
}
