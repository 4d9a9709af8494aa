using System.Text.Json;

namespace Tracker.Cli.Connect;

/// <summary>What the server answered.</summary>
internal sealed record Reply(int Status, string? MediaType, byte[] Body)
{
    public bool IsDone => Status is >= 200 and < 300;

    /// <summary>Where the server wants to be asked instead.</summary>
    public Uri? Elsewhere { get; init; }

    /// <summary>The body as JSON; an answer without one is an empty object.</summary>
    public JsonElement Json(Target target)
    {
        if (Body.Length == 0) return Parse("{}"u8.ToArray());
        try
        {
            return Parse(Body);
        }
        catch (JsonException)
        {
            throw CommandException.Refused($"{target.Server} does not answer as Tracker does. Is --server (TRACKER_SERVER) right?");
        }
    }

    /// <summary>What the server says is wrong: problem+json's detail, or the message of the v1alpha1 contract.</summary>
    public string? Detail
    {
        get
        {
            if (MediaType?.EndsWith("json", StringComparison.OrdinalIgnoreCase) != true) return null;
            try
            {
                var json = Parse(Body);
                if (json.ValueKind != JsonValueKind.Object) return null;
                foreach (var name in new[] { "detail", "message", "title" })
                {
                    if (json.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String && text.GetString() is { Length: > 0 } said) return said;
                }

                return null;
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    private static JsonElement Parse(byte[] json) => JsonDocument.Parse(json).RootElement;
}
