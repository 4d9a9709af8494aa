using System.Text.Json;

namespace Tracker.Testing;

/// <summary>What a server listens on, as it tells in <c>addresses.json</c> in its data folder once it does.</summary>
public sealed record TrackerAddresses(Uri Http, Uri Grpc, Uri Metrics, string? Udp)
{
    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, "addresses.json");

    /// <summary>null while there is none, or only a part of it.</summary>
    public static TrackerAddresses? Read(string dataDirectory)
    {
        try
        {
            return JsonSerializer.Deserialize<TrackerAddresses>(File.ReadAllText(PathIn(dataDirectory)), JsonSerializerOptions.Web);
        }
        catch (Exception e) when (e is FileNotFoundException or JsonException)
        {
            return null;
        }
    }
}
