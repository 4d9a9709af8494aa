using System.Text.Json.Nodes;

namespace Tracker.Server.Releases.Requirements;

/// <summary>What an application's configuration is in one environment.</summary>
public static class EnvironmentOverlay
{
    /// <summary>
    /// The configuration with the overlay of that environment merged in, if it has one, and without all overlays. Maps are merged
    /// key by key; lists and scalars are replaced; <c>null</c> removes a key (RFC 7396).
    /// </summary>
    /// <param name="configuration">As <see cref="ApplicationRequirements.Configuration"/> has it.</param>
    public static string Apply(string configuration, string environment)
    {
        var result = JsonNode.Parse(configuration)!.AsObject();
        result.Remove(KnownKey.Environments.Name, out var overlays);
        if (overlays?[environment] is JsonObject overlay) Merge(result, overlay);
        return CanonicalJson.Of(result);
    }

    private static void Merge(JsonObject target, JsonObject overlay)
    {
        foreach (var (key, value) in overlay)
        {
            if (value is null)
            {
                target.Remove(key);
            }
            else if (value is JsonObject inner)
            {
                // Also where there is no map to merge into: a null in it has nothing to remove, but does not stay.
                if (target[key] is not JsonObject) target[key] = new JsonObject();
                Merge(target[key]!.AsObject(), inner);
            }
            else
            {
                target[key] = value.DeepClone();
            }
        }
    }
}
