namespace Tracker.Server.Demo.Plan;

/// <param name="DependsOn">Only services that stand before it, so that the graph has no circles.</param>
/// <param name="First">The version that runs when the month begins.</param>
/// <param name="IsTracked">It goes through release queues; others are deployed by their own pipelines.</param>
internal sealed record DemoService(string Name, DemoTeam Team, IReadOnlyList<string> DependsOn, string Host, Version First, bool IsTracked)
{
    public bool IsRobot => Name.EndsWith("-robot", StringComparison.Ordinal);

    /// <summary>As trackers call it.</summary>
    public string Application => $"{Team.Name}.{Name}";

    public string Image => $"registry.example.com/{Team.Name}/{Name}";

    public string PersonOf(Random random) => Team.People[random.Next(Team.People.Length)];
}
