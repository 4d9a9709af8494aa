using System.Net;
using System.Text;
using System.Text.Json;

namespace Tracker.Client.Connect;

/// <summary>Reads what a refusal says, in either of the server's forms, and from whatever else stands between.</summary>
internal static class Problem
{
    private const int LongestText = 2_000;
    private const int MostFields = 50;

    public static TrackerException Read(Route route, HttpResponseMessage response, byte[] body, string requestId, DateTimeOffset now)
    {
        var (title, detail, fields) = Parse(response, body);
        return Failure(route, response.StatusCode, title ?? response.ReasonPhrase ?? "", detail, fields, requestId, RetryAfter(response, now));
    }

    private static TrackerException Failure(
        Route route, HttpStatusCode status, string title, string? detail, Dictionary<string, string> fields, string requestId, TimeSpan? retryAfter)
    {
        title = Printable(title);
        detail = detail is null ? null : Printable(detail);
        var why = detail is { Length: > 0 } ? detail : (int)status is >= 300 and < 400 ? "The server is elsewhere: give its own address." : "";
        return new TrackerException($"{route}: {(int)status} {title}{(why.Length > 0 ? ": " : "")}{why}")
        {
            Status = status,
            Title = title,
            Detail = detail,
            Fields = fields,
            RequestId = requestId,
            RetryAfter = retryAfter,
        };
    }

    private static (string? Title, string? Detail, Dictionary<string, string> Fields) Parse(HttpResponseMessage response, byte[] body)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        if (response.Content.Headers.ContentType?.MediaType == "text/plain") return (null, Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, LongestText))), fields);
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Object) return (null, null, fields);
            string? title = null, detail = null;
            foreach (var member in json.RootElement.EnumerateObject())
            {
                switch (member.Name)
                {
                    case "title":
                        title = Text(member.Value);
                        break;
                    case "detail" or "message":
                        detail = Text(member.Value);
                        break;
                    // The one is said by the status, the others say nothing.
                    case "status" or "type":
                    case "details" when member.Value is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 0:
                        break;
                    default:
                        if (fields.Count < MostFields) fields[member.Name] = Printable(Text(member.Value));
                        break;
                }
            }

            return (title, detail, fields);
        }
        catch (JsonException)
        {
            // A proxy's page: its status is all there is.
            return (null, null, fields);
        }
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    /// <summary>Nothing that moves a terminal's cursor, and not more than a person reads.</summary>
    private static string Printable(string text) => string.Concat(text.Where(c => !char.IsControl(c)).Take(LongestText));

    private static TimeSpan? RetryAfter(HttpResponseMessage response, DateTimeOffset now) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > now ? date - now : TimeSpan.Zero,
        _ => null,
    };
}
