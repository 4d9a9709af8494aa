using System.Globalization;
using Tracker.Server.Operations;
using Tracker.Server.Releases.Polling;
using Tracker.Server.Releases.Trackers;
using Tracker.Server.Web.Forms;

namespace Tracker.Server.Releases.Pages;

/// <summary>What the form of a tracker holds, as texts.</summary>
public sealed record TrackerFormValues
{
    private static readonly string[] Fields =
    [
        "id", "repo", "sourcePath", "token", "noToken", "branch", "tag", "commit", "registry", "registryUser", "registrySecret", "noRegistrySecret", "interval", "paused",
    ];

    public IReadOnlyDictionary<string, string> Texts { get; init; } =
        new Dictionary<string, string> { ["interval"] = PollPlan.DefaultInterval.TotalSeconds.ToString(CultureInfo.InvariantCulture) };

    public string this[string field] => Texts.GetValueOrDefault(field, "");

    public bool Is(string field) => this[field] == "true";

    public static TrackerFormValues Read(IFormCollection form) => new() { Texts = Fields.ToDictionary(f => f, f => form[f].ToString().Trim()) };

    /// <summary>Without its secrets.</summary>
    public static TrackerFormValues Of(ReleaseTracker t) => new()
    {
        Texts = new Dictionary<string, string>
        {
            ["repo"] = t.Repo,
            ["sourcePath"] = t.SourcePath,
            ["branch"] = t.Branch,
            ["tag"] = t.Tag,
            ["commit"] = t.Commit,
            ["registry"] = t.Registry,
            ["registryUser"] = t.RegistryUser,
            ["interval"] = t.Interval.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            ["paused"] = t.IsPaused ? "true" : "",
        },
    };

    /// <summary>The request, as far as the texts can be read; what cannot is told beside its field.</summary>
    public TrackerRequest ToRequest(FieldErrors errors) => new()
    {
        Id = Text("id"),
        Repo = this["repo"],
        SourcePath = Text("sourcePath"),
        Token = Secret("token", "noToken"),
        Branch = Text("branch"),
        Tag = Text("tag"),
        Commit = Text("commit"),
        Registry = this["registry"],
        RegistryUser = this["registryUser"],
        RegistrySecret = Secret("registrySecret", "noRegistrySecret"),
        Interval = Seconds(errors),
        Paused = Is("paused"),
    };

    /// <summary>Tells a failure beside the field that it names.</summary>
    public static void Add(FieldErrors errors, Failure failure)
    {
        var field = failure.Message.Split(' ', ':', ',')[0];
        errors.Add(Fields.Contains(field) ? field : "", failure.Message);
    }

    private string? Text(string field) => this[field] is { Length: > 0 } text ? text : null;

    /// <summary>Null keeps what is kept, an empty text takes it away.</summary>
    private string? Secret(string field, string none) => Text(field) ?? (Is(none) ? "" : null);

    private int? Seconds(FieldErrors errors)
    {
        if (this["interval"].Length == 0) return null;
        if (int.TryParse(this["interval"], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return seconds;
        errors.Add("interval", "interval must be 60 to 86400 seconds.");
        return null;
    }
}
