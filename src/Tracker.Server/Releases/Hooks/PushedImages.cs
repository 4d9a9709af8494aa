using System.Text.Json;

namespace Tracker.Server.Releases.Hooks;

/// <summary>Which image repositories a registry's notification is about.</summary>
public static class PushedImages
{
    private const int MaxName = 255;

    /// <summary>However many events are in one notification.</summary>
    private const int Most = 100;

    /// <summary>
    /// Names without the registry, such as <c>team/app</c>; none when it tells of something else, such as a pull. Understood are the
    /// envelopes of CNCF Distribution, and what Quay and Docker Hub send. Null when it is none of them.
    /// </summary>
    public static IReadOnlyList<string>? Read(JsonElement body)
    {
        IEnumerable<string?>? names = body switch
        {
            _ when body.At("events") is { ValueKind: JsonValueKind.Array } events => events.Items().Where(IsTagged).Select(e => e.At("target").At("repository").Text()),
            _ when body.At("updated_tags").ValueKind == JsonValueKind.Array => [body.At("repository").Text()],
            _ when body.At("push_data").ValueKind == JsonValueKind.Object => [body.At("repository").At("repo_name").Text()],
            _ => null,
        };
        return names is null ? null : [.. names.OfType<string>().Where(n => n.Length is > 0 and <= MaxName).Distinct(StringComparer.Ordinal).Take(Most)];
    }

    /// <summary>A layer, or a manifest that no tag leads to yet, changes nothing for anybody.</summary>
    private static bool IsTagged(JsonElement e) => e.At("action").Text() == "push" && e.At("target").At("tag").Text() is { Length: > 0 };
}
