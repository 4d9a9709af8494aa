namespace Tracker.Server.Web.Components;

/// <summary>What a colour means. Always beside a word: colour alone tells nobody anything.</summary>
public enum Tone
{
    Neutral,
    Good,
    Warning,
    Bad,
    Active,
}

public static class ToneClass
{
    /// <summary>The CSS class that sets the colour.</summary>
    public static string Css(this Tone tone) => tone switch
    {
        Tone.Good => "tone-good",
        Tone.Warning => "tone-warning",
        Tone.Bad => "tone-bad",
        Tone.Active => "tone-active",
        _ => "tone-neutral",
    };
}
