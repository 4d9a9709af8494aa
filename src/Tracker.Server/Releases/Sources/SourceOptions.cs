using Tracker.Server.Operations;

namespace Tracker.Server.Releases.Sources;

/// <summary>How git hosts and registries are called.</summary>
public sealed record SourceOptions
{
    private const string HostList = "hosts separated by commas, each with its port where it is not the usual one";

    private static readonly Setting<string?> GitHubHostsSetting = Setting.Text(
        "TRACKER_GITHUB_HOSTS", "hosts that are GitHub Enterprise servers", HostList, AreHosts);
    private static readonly Setting<string?> HttpRegistriesSetting = Setting.Text(
        "TRACKER_HTTP_REGISTRIES", "container registries that are called without TLS", HostList, AreHosts);

    public static IReadOnlyList<Setting> Known { get; } = [GitHubHostsSetting, HttpRegistriesSetting];

    /// <summary>GitHub Enterprise servers, as they stand in a repository's address.</summary>
    public IReadOnlyList<string> GitHubHosts { get; init; } = [];

    /// <summary>Registries without TLS, as they stand in an image's name.</summary>
    public IReadOnlyList<string> HttpRegistries { get; init; } = [];

    /// <summary>For one request.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For all the requests that one question takes.</summary>
    public TimeSpan QuestionTimeout { get; init; } = TimeSpan.FromSeconds(30);

    public static SourceOptions From(Settings settings) => new()
    {
        GitHubHosts = Split(settings.Get(GitHubHostsSetting) ?? ""),
        HttpRegistries = Split(settings.Get(HttpRegistriesSetting) ?? ""),
    };

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool AreHosts(string text) =>
        Split(text) is { Length: > 0 } hosts && hosts.All(IsHost);

    /// <summary>A host, and its port where it has one.</summary>
    internal static bool IsHost(string text) =>
        Uri.TryCreate($"https://{text}/", UriKind.Absolute, out var url) && url is { UserInfo.Length: 0, PathAndQuery: "/", Fragment.Length: 0 };
}
