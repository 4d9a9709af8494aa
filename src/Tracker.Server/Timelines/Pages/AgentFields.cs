namespace Tracker.Server.Timelines.Pages;

/// <summary>The form of a new agent, as it is posted.</summary>
public sealed class AgentFields
{
    public string? Name { get; set; }

    public string? Url { get; set; }

    public string? Key { get; set; }
}
