using System.Net;
using System.Net.Http.Headers;

namespace Tracker.Bench.Load;

/// <summary>One call whose gRPC status is looked at. h2load sees HTTP statuses only, and an error in gRPC is a 200 too.</summary>
internal static class GrpcCheck
{
    public static async Task SucceedsAsync(Uri server, string path, byte[] message, CancellationToken ct)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(GrpcFrame.Around(message)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TryAddWithoutValidation("te", "trailers");
        using var answer = await client.SendAsync(request, ct);
        await answer.Content.ReadAsByteArrayAsync(ct);
        var status = Status(answer.TrailingHeaders) ?? Status(answer.Headers);
        if (status != "0")
        {
            throw new InvalidOperationException($"{path} answered HTTP {(int)answer.StatusCode}, gRPC status {status ?? "none"}.");
        }

        static string? Status(HttpResponseHeaders headers) =>
            headers.TryGetValues("grpc-status", out var values) ? values.First() : null;
    }
}
