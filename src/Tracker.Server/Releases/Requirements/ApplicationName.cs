using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Tracker.Server.Releases.Requirements;

/// <summary>
/// An application, written <c>group.name</c>: the same for its tracker, its entry in the requirements file and what depends on it.
/// In lower case either part can be a part of an image's name.
/// </summary>
public sealed partial record ApplicationName(string Group, string Name)
{
    public const int MaxPart = 63;

    public const string Allowed = "letters, digits and, between them, single - and _, at most 63 characters";

    /// <summary>The key that holds what all applications of a group share: no application can be called so.</summary>
    public const string GroupKey = "group";

    public static bool IsPart(string text) => text.Length <= MaxPart && Part().IsMatch(text);

    /// <param name="error">A whole sentence.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out ApplicationName? name, [NotNullWhen(false)] out string? error)
    {
        var parts = text.Split('.');
        name = parts is [var group, var app] && IsPart(group) && IsPart(app) && app != GroupKey ? new(group, app) : null;
        error = name is not null ? null : parts is [_, GroupKey]
            ? $"\"{Shown(text)}\": no application can be called {GroupKey}, which is the key of what a group's applications share."
            : $"\"{Shown(text)}\" is not the name of an application: it is written group.name, and in both parts are allowed {Allowed}.";
        return name is not null;
    }

    public override string ToString() => $"{Group}.{Name}";

    /// <summary>A text of somebody's file, as short as a message needs it.</summary>
    internal static string Shown(string text) => text.Length <= 80 ? text : text[..79] + "…";

    [GeneratedRegex(@"\A[A-Za-z0-9]+([-_][A-Za-z0-9]+)*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Part();
}
