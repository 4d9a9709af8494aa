using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Tracker.Client.Connect;

/// <summary>A request, as it is sent at every attempt, and how its answer is to come.</summary>
internal sealed record Exchange(Route Route, string Path)
{
    public byte[]? Body { get; init; }

    public string BodyType { get; init; } = "application/json";

    public string Accept { get; init; } = "application/json";

    /// <summary>How long the server itself may wait before it answers.</summary>
    public TimeSpan Wait { get; init; }

    public Exchange With<T>(T body, JsonTypeInfo<T> type) => this with { Body = JsonSerializer.SerializeToUtf8Bytes(body, type) };
}
