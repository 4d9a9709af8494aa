namespace Tracker.Cli.Connect;

/// <summary>The server that commands speak to, and what they show to be let in.</summary>
internal sealed record Target(Uri Server, string? Token, string? ApiKey)
{
    public const string StandardServer = "http://localhost:8080";

    /// <summary>Where the token or key was found, for the error that says it is not taken; null without one.</summary>
    public string? CredentialsFrom { get; init; }

    /// <summary>Flags go before the environment, the environment before the file that <c>tracker login</c> writes.</summary>
    public static Target Resolve(string? server = null, string? token = null, string? apiKey = null)
    {
        var (address, source) = (server, "--server");
        if (string.IsNullOrEmpty(address)) (address, source) = (Variable("TRACKER_SERVER"), "TRACKER_SERVER");
        var (credentialToken, credentialKey, from) = (Filled(token), Filled(apiKey), token is null ? "--api-key" : "--token");
        if (credentialToken is null && credentialKey is null)
            (credentialToken, credentialKey, from) = (Variable("TRACKER_TOKEN"), Variable("API_KEY"), Variable("API_KEY") is null ? "TRACKER_TOKEN" : "API_KEY");

        var missesCredentials = credentialToken is null && credentialKey is null;
        var file = missesCredentials || address is null ? ConfigFile.Read() : null;
        if (address is null && file is not null) (address, source) = (file.Server, ConfigFile.FullPath);
        var found = Parse(address ?? StandardServer, source);
        // A token that one server gave is not shown to another.
        if (missesCredentials && file is { Server: not null } && Parse(file.Server, ConfigFile.FullPath) == found)
            (credentialToken, credentialKey, from) = (file.Token, file.ApiKey, ConfigFile.FullPath);
        return new(found, credentialToken, credentialKey) { CredentialsFrom = credentialToken is null && credentialKey is null ? null : from };
    }

    /// <summary>An address with a slash at its end, so that the API's paths can follow.</summary>
    public static Uri Parse(string text, string source)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0)
            throw CommandException.WrongUsage($"{source}: \"{text}\" is no server; it may be such as {StandardServer} or https://tracker.example.com.");
        if (uri.UserInfo.Length > 0)
            throw CommandException.WrongUsage($"{source}: an address with a name or password in it is not taken; use --token or --api-key, better TRACKER_TOKEN or API_KEY.");
        if (uri.Query.Length > 0 || uri.Fragment.Length > 0)
            throw CommandException.WrongUsage($"{source}: the address of a server has neither '?' nor '#'.");
        return uri.AbsolutePath.EndsWith('/') ? uri : new Uri(uri.AbsoluteUri + "/");
    }

    private static string? Variable(string name) => Filled(Environment.GetEnvironmentVariable(name));

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
