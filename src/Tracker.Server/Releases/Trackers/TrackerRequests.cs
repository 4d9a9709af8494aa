using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Tracker.Server.Releases.Trackers;

/// <summary>A tracker as it is asked for.</summary>
public sealed record TrackerRequest
{
    [JsonPropertyName("id"), Description("The application, group.name.")]
    public string? Id { get; init; }

    [JsonPropertyName("service"), Description("What events, locks and the catalog call it; the application's name without its group unless given.")]
    public string? Service { get; init; }

    [JsonPropertyName("token"), Description("For the repository: an OAuth or access token, or user:token. It is never shown; left out in an update it stays, an empty text takes it away.")]
    public string? Token { get; init; }

    [JsonPropertyName("repo"), Description("owner/name for GitHub's, else an http or https address.")]
    public string? Repo { get; init; }

    [JsonPropertyName("sourcePath"), Description("The requirements file in the repository; fathomable.yaml unless given.")]
    public string? SourcePath { get; init; }

    [JsonPropertyName("tag"), Description("Which state of the repository: at most one of tag, branch and commit; the default branch unless given.")]
    public string? Tag { get; init; }

    [JsonPropertyName("branch")]
    public string? Branch { get; init; }

    [JsonPropertyName("commit")]
    public string? Commit { get; init; }

    [JsonPropertyName("registry"), Description("The registry's host that registryUser and registrySecret are for, such as quay.io; they are sent to no other.")]
    public string? Registry { get; init; }

    [JsonPropertyName("registryUser"), Description("Who asks the image's registry; nobody unless given.")]
    public string? RegistryUser { get; init; }

    [JsonPropertyName("registrySecret"), Description("Its password or token. It is never shown; left out in an update it stays.")]
    public string? RegistrySecret { get; init; }

    [JsonPropertyName("paused"), Description("Whether it is not polled; false unless given.")]
    public bool? Paused { get; init; }

    [JsonPropertyName("interval"), Description("Seconds between polls, 60 to 86400; 300 unless given. A host's budget may stretch it.")]
    public int? Interval { get; init; }
}

/// <summary>A tracker as it is shown: without its secrets.</summary>
public sealed record TrackerView(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("service")] string Service,
    [property: JsonPropertyName("repo")] string Repo,
    [property: JsonPropertyName("sourcePath")] string SourcePath,
    [property: JsonPropertyName("tag")] string? Tag,
    [property: JsonPropertyName("branch")] string? Branch,
    [property: JsonPropertyName("commit")] string? Commit,
    [property: JsonPropertyName("hasToken")] bool HasToken,
    [property: JsonPropertyName("registry")] string? Registry,
    [property: JsonPropertyName("registryUser")] string? RegistryUser,
    [property: JsonPropertyName("paused")] bool Paused,
    [property: JsonPropertyName("interval")] int Interval,
    [property: JsonPropertyName("createdBy")] string CreatedBy,
    [property: JsonPropertyName("createdAt")] DateTimeOffset CreatedAt,
    [property: JsonPropertyName("updatedAt")] DateTimeOffset UpdatedAt,
    [property: JsonPropertyName("lastPollAt")] DateTimeOffset? LastPollAt,
    [property: JsonPropertyName("requirements")] TrackedRequirementsView? Requirements,
    [property: JsonPropertyName("image")] TrackedImageView? Image,
    [property: JsonPropertyName("errors")] IReadOnlyList<TrackerErrorView> Errors)
{
    public static TrackerView Of(ReleaseTracker t) => new(
        t.Name, t.Service, t.Repo, t.SourcePath, Text(t.Tag), Text(t.Branch), Text(t.Commit), t.Token is not null, Text(t.Registry), Text(t.RegistryUser), t.IsPaused, (int)t.Interval.TotalSeconds,
        t.CreatedBy, t.CreatedAt, t.UpdatedAt, t.LastPollAt,
        t.Requirements is { } r ? new(r.Image, r.Label, r.Depends, r.OmitFromDeploy, r.OmitFromNamespaces, r.Commit, r.ReadAt) : null,
        t.Image.Tag.Length > 0 ? new(t.Image.Tag, t.Image.State.Split(' ')[0], t.Image.ReadAt) : null,
        [.. ErrorsOf(t)]);

    private static IEnumerable<TrackerErrorView> ErrorsOf(ReleaseTracker t)
    {
        if (t.File.Error.Length > 0) yield return new("file", t.File.Error, t.File.Line, t.File.Column, t.File.ErrorAt);
        if (t.Image.Error.Length > 0) yield return new("image", t.Image.Error, null, null, t.Image.ErrorAt);
    }

    private static string? Text(string text) => text.Length > 0 ? text : null;
}

/// <param name="Image">Without its tag.</param>
/// <param name="Label">Which tags of it are followed.</param>
/// <param name="Commit">In which they were read.</param>
public sealed record TrackedRequirementsView(
    [property: JsonPropertyName("image")] string Image,
    [property: JsonPropertyName("label")] string Label,
    [property: JsonPropertyName("depends")] IReadOnlyList<string> Depends,
    [property: JsonPropertyName("omitFromDeploy")] bool OmitFromDeploy,
    [property: JsonPropertyName("omitFromNamespaces")] IReadOnlyList<string> OmitFromNamespaces,
    [property: JsonPropertyName("commit")] string Commit,
    [property: JsonPropertyName("readAt")] DateTimeOffset ReadAt);

public sealed record TrackedImageView(
    [property: JsonPropertyName("tag")] string Tag,
    [property: JsonPropertyName("digest")] string Digest,
    [property: JsonPropertyName("readAt")] DateTimeOffset? ReadAt);

/// <param name="Of"><c>file</c> or <c>image</c>.</param>
/// <param name="Line">In the file, from 1.</param>
public sealed record TrackerErrorView(
    [property: JsonPropertyName("of")] string Of,
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("line")] int? Line,
    [property: JsonPropertyName("column")] int? Column,
    [property: JsonPropertyName("at")] DateTimeOffset? At);
