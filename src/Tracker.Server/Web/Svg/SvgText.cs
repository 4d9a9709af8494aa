namespace Tracker.Server.Web.Svg;

/// <summary>Text in a picture, where nothing wraps by itself.</summary>
public static class SvgText
{
    /// <summary>As much of the text as fits, with an ellipsis for the rest.</summary>
    /// <param name="text">The text.</param>
    /// <param name="width">The room there is.</param>
    /// <param name="letter">What a letter takes, on average.</param>
    public static string Cut(string text, double width, double letter)
    {
        var fits = (int)(width / letter);
        return text.Length <= fits ? text : fits < 2 ? "" : string.Concat(text.AsSpan(0, fits - 1).TrimEnd(), "…");
    }
}
