using System.Text.Json;
using Tracker.Rpc;

namespace Tracker.Server.Operations;

/// <summary>Reads a body, and names the field that is wrong.</summary>
internal static class JsonBody
{
    private const int Most = 1_000_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task<Outcome<T>> ReadAsync<T>(HttpContext http, bool optional = false)
        where T : class
    {
        try
        {
            if (http.Request.ContentLength > Most || await ReadAsync(http) is not { } buffer) return new Failure(RpcCode.ResourceExhausted, "The body may have at most 1 MB.") { HttpStatus = 413 };
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

    /// <summary>Null when it is longer than it may be, which one sent in chunks does not say.</summary>
    private static async Task<byte[]?> ReadAsync(HttpContext http)
    {
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
