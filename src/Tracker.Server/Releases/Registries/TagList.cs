using System.Text.Json;
using System.Text.RegularExpressions;
using Tracker.Server.Operations.Outbound;
using Tracker.Server.Releases.Sources;

namespace Tracker.Server.Releases.Registries;

/// <summary>An image's tags, page by page: each names the next one in its header Link.</summary>
internal sealed partial class TagList(RegistrySession session)
{
    private const int PageSize = 1000;
    private const int MaxPage = 4 * 1024 * 1024;

    public async Task<SourceResult<TagsOutcome.Listed>> ReadAsync(CancellationToken ct)
    {
        var tags = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var url = new Uri(session.Repository, $"tags/list?n={PageSize}");
        for (var page = 0; page < RegistryClient.MaxPages; page++)
        {
            var sent = await session.SendAsync(HttpMethod.Get, url, "tags", null, MaxPage, [200], ct);
            if (!sent.TryGet(out var response, out var problem)) return problem;
            if (response.IsCut) return new SourceProblem(SourceProblemKind.TooLarge, $"{session.Image} has a page of tags of more than {MaxPage / 1024 / 1024} MB.");
            if (Tags(response) is not { } more) return session.Invalid("answered something else than a list of tags");
            foreach (var tag in more)
            {
                if (!RegistryClient.IsTag(tag) || !seen.Add(tag)) continue;
                if (tags.Count == RegistryClient.MaxTags) return new TagsOutcome.Listed(tags, IsCut: true);
                tags.Add(tag);
            }

            if (Next().Match(response.Header("Link") ?? "") is not { Success: true } link) return new TagsOutcome.Listed(tags, IsCut: false);
            if (!Uri.TryCreate(url, link.Groups[1].Value, out var next) || next.GetLeftPart(UriPartial.Authority) != url.GetLeftPart(UriPartial.Authority))
            {
                return session.Invalid("names a next page of tags on another host");
            }

            if (next == url) return session.Invalid("names a page of tags that follows itself");
            url = next;
        }

        return new TagsOutcome.Listed(tags, IsCut: true);
    }

    private static List<string>? Tags(OutboundResponse response)
    {
        try
        {
            using var json = JsonDocument.Parse(response.Body);
            // An image whose tags are all gone has none, and some registries write that as null.
            var tags = json.RootElement.GetProperty("tags");
            return tags.ValueKind == JsonValueKind.Null ? [] : [.. tags.EnumerateArray().Select(t => t.GetString() ?? "")];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    // Bounded by the 32 KB that all headers may have.
    [GeneratedRegex("""<([^<>]*)>\s*;[^,<]*\brel="?next\b""", RegexOptions.IgnoreCase)]
    private static partial Regex Next();
}
