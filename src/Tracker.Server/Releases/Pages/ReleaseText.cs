using Tracker.Server.Releases.Flow;
using Tracker.Server.Releases.Trackers;
using Tracker.Server.Web.Components;

namespace Tracker.Server.Releases.Pages;

/// <summary>How releases are worded and coloured.</summary>
internal static class ReleaseText
{
    public const string Icon = "M3 7h9M3 12h14M3 17h9M14 5l6 7-6 7";

    public static Tone Tone(QueueState state) => state switch
    {
        QueueState.Deployed => Web.Components.Tone.Good,
        QueueState.Claimed => Web.Components.Tone.Active,
        QueueState.Failed => Web.Components.Tone.Bad,
        _ => Web.Components.Tone.Neutral,
    };

    public static string Cause(ReleaseCause cause) => cause == ReleaseCause.NewVersion ? "A new version" : "Its tag means another image";

    /// <summary>How a tracker is doing, in a word.</summary>
    public static (Tone Tone, string Word) State(ReleaseTracker tracker) => tracker switch
    {
        { IsPaused: true } => (Web.Components.Tone.Neutral, "Paused"),
        { IsInError: true } => (Web.Components.Tone.Bad, "Error"),
        { LastPollAt: null } => (Web.Components.Tone.Neutral, "New"),
        _ => (Web.Components.Tone.Good, "Followed"),
    };

    /// <summary>Which state of the repository is followed.</summary>
    public static string Ref(ReleaseTracker tracker) => tracker switch
    {
        { Tag.Length: > 0 } => "tag " + tracker.Tag,
        { Branch.Length: > 0 } => "branch " + tracker.Branch,
        { Commit.Length: > 0 } => "commit " + tracker.Commit,
        _ => "the default branch",
    };
}
