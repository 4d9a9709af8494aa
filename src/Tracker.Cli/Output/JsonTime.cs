using System.Text.Json;

namespace Tracker.Cli.Output;

internal static class JsonTime
{
    public static bool TryRead(this JsonElement value, out DateTimeOffset time)
    {
        time = default;
        return value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out time);
    }
}
