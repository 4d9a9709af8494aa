using Tracker.Server.Operations;
using Tracker.Server.Releases.Git;
using Tracker.Server.Releases.Registries;

namespace Tracker.Server.Releases.Sources;

/// <summary>The two libraries that ask git hosts and registries.</summary>
public static class SourcesRegistration
{
    public static void AddSources(this IServiceCollection services, Settings settings)
    {
        services.AddSingleton(SourceOptions.From(settings));
        services.AddSingleton<GitFile>();
        services.AddSingleton<RegistryClient>();
    }
}
