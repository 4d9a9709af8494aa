namespace Tracker.Server.Events;

/// <summary>Environments by the contract's names and by the short ones that people and release queues use.</summary>
public static class EnvironmentNames
{
    public static bool TryParse(string text, out EventEnvironment environment) => EventNames.TryParse(Canonical(text), out environment);

    private static string Canonical(string text) => text.ToLowerInvariant() switch
    {
        "dev" => "development",
        "ha" => "integration",
        "preprod" => "preproduction",
        "prod" => "production",
        var other => other,
    };
}
