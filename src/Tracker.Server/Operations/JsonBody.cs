using System.Text.Json;
using Tracker.Rpc;

namespace Tracker.Server.Operations;

/// <summary>Reads a body, and names the field that is wrong.</summary>
internal static class JsonBody
{
    private const int Most = 1_000_000;

    public static readonly Failure TooLong = new(RpcCode.ResourceExhausted, "The body may have at most 1 MB.") { HttpStatus = 413 };

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task<Outcome<T>> ReadAsync<T>(HttpContext http, bool optional = false)
        where T : class
    {
        try
        {
            if (await BytesAsync(http) is not { } buffer) return TooLong;
            if (buffer.Length == 0 && optional) return JsonSerializer.Deserialize<T>("{}", Json)!;
            return JsonSerializer.Deserialize<T>(buffer, Json) is { } body ? body : Failure.Invalid("The body must be a JSON object.");
        }
        catch (JsonException e)
        {
            var field = e.Path?.TrimStart('$').TrimStart('.');
            if (string.IsNullOrEmpty(field)) return Failure.Invalid("The body must be a JSON object.");
            return Failure.Invalid(e.Message.StartsWith("must ", StringComparison.Ordinal) ? $"{field} {e.Message}" : $"{field} is not of its type.");
        }
    }

    /// <summary>The body as it came; null when it is longer than it may be, which one sent in chunks does not say.</summary>
    public static async Task<byte[]?> BytesAsync(HttpContext http)
    {
        if (http.Request.ContentLength > Most) return null;
        using var body = new MemoryStream();
        var part = new byte[8_192];
        for (int length; (length = await http.Request.Body.ReadAsync(part, http.RequestAborted)) > 0;)
        {
            if (body.Length + length > Most) return null;
            body.Write(part, 0, length);
        }

        return body.ToArray();
    }
}
