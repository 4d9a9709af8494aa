using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Tracker.Cli.Connect;

/// <summary>What is asked of the server.</summary>
/// <param name="Path">Of the API, without a slash at its beginning, escaped.</param>
internal sealed record Request(HttpMethod Method, string Path)
{
    public JsonNode? Body { get; init; }

    /// <summary>A body that is no JSON.</summary>
    public (byte[] Bytes, string MediaType)? Content { get; init; }

    /// <summary>With it the same request can be sent again without being done twice.</summary>
    public string? IdempotencyKey { get; init; }

    public string? Accept { get; init; }

    /// <summary>What to do when it is refused because of what is there.</summary>
    public string? Conflict { get; init; }

    /// <summary>How long to wait for the answer.</summary>
    public TimeSpan? Patience { get; init; }

    /// <summary>One of few that a command makes, with a short answer.</summary>
    public bool IsShort { get; init; }

    public (byte[] Bytes, string MediaType)? Encoded => Body is null ? Content : (Encoding.UTF8.GetBytes(Body.ToJsonString()), "application/json");

    public HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(Method, new Uri(Path, UriKind.Relative));
        if (IdempotencyKey is not null) message.Headers.TryAddWithoutValidation("Idempotency-Key", IdempotencyKey);
        if (Accept is not null) message.Headers.TryAddWithoutValidation("Accept", Accept);
        if (Encoded is var (bytes, mediaType)) message.Content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(mediaType) } };
        return message;
    }
}
