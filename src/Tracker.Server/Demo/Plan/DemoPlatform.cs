namespace Tracker.Server.Demo.Plan;

/// <summary>The imaginary platform: a hundred services of a dozen teams, and who depends on whom.</summary>
internal sealed class DemoPlatform
{
    private readonly Dictionary<string, DemoService> _byName;

    private DemoPlatform(IReadOnlyList<DemoService> services)
    {
        Services = services;
        _byName = services.ToDictionary(s => s.Name, StringComparer.Ordinal);
        Users = services.SelectMany(s => s.DependsOn, (s, on) => (s, on)).ToLookup(p => p.on, p => p.s, StringComparer.Ordinal);
    }

    public IReadOnlyList<DemoService> Services { get; }

    public DemoService this[string name] => _byName[name];

    /// <summary>Who depends on a service.</summary>
    public ILookup<string, DemoService> Users { get; }

    public static DemoPlatform Of(int seed)
    {
        var random = new Random(seed);
        var services = new List<DemoService>();
        // First what others stand on, then the rest: so dependencies lead back only.
        var ordered = DemoTeam.All.SelectMany(t => t.Services, (team, name) => (team, name))
            .OrderBy(p => Array.IndexOf(p.team.Services, p.name) switch { 0 => 0, 1 => 1, _ => 2 });
        foreach (var (team, name) in ordered)
        {
            var on = new SortedSet<string>(StringComparer.Ordinal);
            if (services.Count > 0)
            {
                if (name != team.Services[0] && services.Exists(s => s.Name == team.Services[0])) on.Add(team.Services[0]);
                for (var more = random.Next(3); more > 0; more--) on.Add(services[random.Next(Math.Min(services.Count, 40))].Name);
            }

            var host = $"node-{(char)('a' + random.Next(3))}-{random.Next(1, 13):00}";
            services.Add(new(name, team, [.. on], host, new(random.Next(1, 5), random.Next(0, 20), random.Next(0, 9)), IsTracked: services.Count % 8 == 5));
        }

        return new(services);
    }
}
