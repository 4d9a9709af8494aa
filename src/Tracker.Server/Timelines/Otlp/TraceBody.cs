using System.IO.Compression;
using System.Text;
using Google.Protobuf;
using Tracker.Rpc;
using Tracker.Server.Operations;
using Tracker.Server.Timelines.Api;

namespace Tracker.Server.Timelines.Otlp;

/// <summary>The body of an export, as protobuf or JSON, perhaps compressed.</summary>
internal static class TraceBody
{
    public const string Protobuf = "application/x-protobuf";
    public const string Json = "application/json";

    // As it is sent, and what a compressed one becomes.
    private const int MostBytes = 4 << 20;
    private const int MostExpandedBytes = 16 << 20;

    // Resource, scope, span, attribute, value: what is declared goes no deeper. What is skipped may.
    private const int Depth = 64;

    private static readonly JsonParser Parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true).WithRecursionLimit(Depth));

    /// <summary>Whether it says that it is JSON; null when it says something that is not taken.</summary>
    public static bool? IsJson(HttpRequest request) => (request.ContentType ?? "").Split(';')[0].Trim().ToLowerInvariant() switch
    {
        Protobuf or "application/protobuf" => false,
        Json => true,
        _ => null,
    };

    public static async Task<Outcome<TraceExport>> ReadAsync(HttpRequest request, bool isJson, CancellationToken ct)
    {
        switch (request.Headers.ContentEncoding.ToString().Trim().ToLowerInvariant())
        {
            case "" or "identity":
                return Parse(await BoundedBody.ReadAsync(request.Body, MostBytes, ct), isJson);
            case "gzip":
                try
                {
                    await using var expanded = new GZipStream(request.Body, CompressionMode.Decompress);
                    return Parse(await BoundedBody.ReadAsync(expanded, MostExpandedBytes, ct), isJson);
                }
                catch (InvalidDataException)
                {
                    return Failure.Invalid("The body is not gzip, as its Content-Encoding says.");
                }

            default:
                return new Failure(RpcCode.InvalidArgument, "Content-Encoding must be gzip, or left out.") { HttpStatus = StatusCodes.Status415UnsupportedMediaType };
        }
    }

    private static Outcome<TraceExport> Parse(Outcome<byte[]> read, bool isJson)
    {
        if (!read.TryGet(out var body, out var failure)) return failure;
        try
        {
            return isJson ? Parser.Parse<TraceExport>(Encoding.UTF8.GetString(body)) : TraceExport.Parser.ParseFrom(body);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException)
        {
            return Failure.Invalid($"The body is no export of traces: {e.Message}");
        }
    }
}
