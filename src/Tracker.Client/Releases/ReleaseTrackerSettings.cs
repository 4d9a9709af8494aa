using System.Text.Json.Serialization;
using Tracker.Client.Json;

namespace Tracker.Client.Releases;

/// <summary>A tracker as it is asked for. Its secrets appear in no text of this library.</summary>
public sealed record ReleaseTrackerSettings
{
    /// <summary>The application, group.name. In an update it may be left out: an application keeps its name.</summary>
    public string? Id { get; init; }

    /// <summary><c>owner/name</c> for GitHub's, else an http or https address.</summary>
    public required string Repo { get; init; }

    /// <summary>For the repository: an OAuth or access token, or <c>user:token</c>. Left out in an update it stays, an empty text takes it away.</summary>
    public string? Token { get; init; }

    /// <summary>The requirements file in the repository; <c>fathomable.yaml</c> unless given.</summary>
    public string? SourcePath { get; init; }

    /// <summary>A tag of the repository to read. At most one of tag, branch and commit; the default branch unless given.</summary>
    public string? Tag { get; init; }

    /// <summary>A branch to read.</summary>
    public string? Branch { get; init; }

    /// <summary>A commit to read.</summary>
    public string? Commit { get; init; }

    /// <summary>The registry's host that the next two are for, such as <c>quay.io</c>; they are sent to no other.</summary>
    public string? Registry { get; init; }

    /// <summary>Who asks the image's registry; nobody unless given.</summary>
    public string? RegistryUser { get; init; }

    /// <summary>Its password or token. Left out in an update it stays, an empty text takes it away.</summary>
    public string? RegistrySecret { get; init; }

    /// <summary>Whether it is not polled; false unless given, and left out in an update it stays as it is.</summary>
    public bool? Paused { get; init; }

    /// <summary>From poll to poll, a minute to a day; 5 minutes unless given, and left out in an update it stays as it is.</summary>
    [JsonConverter(typeof(WholeSecondsConverter))]
    public TimeSpan? Interval { get; init; }

    /// <summary>Without its secrets.</summary>
    public override string ToString() => $"{nameof(ReleaseTrackerSettings)} {{ Id = {Id}, Repo = {Repo} }}";
}
