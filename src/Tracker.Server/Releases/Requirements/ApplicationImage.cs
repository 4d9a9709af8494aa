using System.Globalization;
using System.Text.RegularExpressions;

namespace Tracker.Server.Releases.Requirements;

/// <summary>Where an application's image is, made of names that were not made for it.</summary>
internal static partial class ApplicationImage
{
    private const string DefaultRegistry = "quay.io";

    /// <summary>Of owner and name together, as registries have it.</summary>
    private const int MaxLength = 255;

    public static string Of(ApplicationName name, YamlScalar? registry, YamlScalar? owner)
    {
        if (registry is not null && !IsRegistry(registry.Text))
        {
            throw new RequirementsException(
                registry.At,
                $"containerRepository: \"{ApplicationName.Shown(registry.Text)}\" is not a registry's host, such as quay.io or registry.example.com:5000, without https:// and without a path. A host without a dot needs its port.");
        }

        if (owner is not null && !Owner().IsMatch(owner.Text))
        {
            throw new RequirementsException(
                owner.At,
                $"containerOwner: \"{ApplicationName.Shown(owner.Text)}\" cannot be part of an image's name; allowed are lower-case letters, digits, and between them . _ __ - and /.");
        }

        // Images have no capitals, and groups and applications may.
        var repository = $"{owner?.Text ?? name.Group.ToLowerInvariant()}/{name.Name.ToLowerInvariant()}";
        if (repository.Length > MaxLength) throw new RequirementsException(owner!.At, $"containerOwner: with the application's name it may have at most {MaxLength} characters.");
        return $"{registry?.Text.ToLowerInvariant() ?? DefaultRegistry}/{repository}";
    }

    private static bool IsRegistry(string text) =>
        text.Length <= MaxLength && Registry().Match(text) is { Success: true } match
        && (match.Groups["port"] is not { Success: true } port || (int.TryParse(port.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 65535));

    // Without a dot, a port or being localhost a name is not read as a host by those who read images.
    [GeneratedRegex(@"\A(localhost(:(?<port>[0-9]{1,5}))?|[a-z0-9]([a-z0-9-]*[a-z0-9])?((\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+(:(?<port>[0-9]{1,5}))?|:(?<port>[0-9]{1,5})))\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Registry();

    [GeneratedRegex(@"\A[a-z0-9]+((\.|__?|-+)[a-z0-9]+)*(/[a-z0-9]+((\.|__?|-+)[a-z0-9]+)*)*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Owner();
}
