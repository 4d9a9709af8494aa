namespace Tracker.Server.Releases.Requirements;

/// <summary>One difference of two configurations.</summary>
/// <param name="Path">
/// Where: <c>ingress.hosts[0]</c>; <c>env[name=LEVEL].value</c> in a list of maps that have names; what is not just letters,
/// digits, - and _ is a JSON text: <c>labels["app.kubernetes.io/name"]</c>. A path that ends with <c>[].name</c> is about the order of such a list.
/// </param>
/// <param name="Before">JSON; null when there was nothing, which is another thing than the text <c>null</c>.</param>
/// <param name="After">Likewise.</param>
public sealed record ConfigurationChange(string Path, string? Before, string? After);
