namespace Tracker.Server.Operations.Outbound;

/// <summary>The one way out of the server.</summary>
public static class OutboundModule
{
    public static void AddOutbound(this IServiceCollection services, Settings settings)
    {
        services.AddSingleton(OutboundOptions.From(settings));
        services.AddSingleton<OutboundGuard>();
        services.AddSingleton(s =>
            new OutboundClient(s.GetRequiredService<OutboundGuard>(), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<OutboundOptions>().Authorities));
    }
}
