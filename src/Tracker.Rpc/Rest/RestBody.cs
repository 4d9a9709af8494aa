using System.Buffers;
using System.Net.Http.Headers;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.AspNetCore.Http;
using Tracker.Rpc.Json;

namespace Tracker.Rpc.Rest;

/// <summary>Reads a request's JSON body into its message.</summary>
internal static class RestBody
{
    private const string MaskName = "update_mask";

    public static async ValueTask ReadAsync(HttpContext http, HttpRoute route, IMessage request, int maxBytes, CancellationToken ct)
    {
        CheckType(http.Request);
        if (http.Request.ContentLength > maxBytes)
            throw TooLarge(maxBytes);
        var body = http.Request.BodyReader;
        while (true)
        {
            var read = await body.ReadAsync(ct);
            var tooLarge = read.Buffer.Length > maxBytes;
            if (!read.IsCompleted && !tooLarge)
            {
                body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }
            try
            {
                if (tooLarge)
                    throw TooLarge(maxBytes);
                Parse(read.Buffer, route, request);
                return;
            }
            finally
            {
                // A read left open would cost the connection.
                body.AdvanceTo(read.Buffer.End);
            }
        }
    }

    private static void Parse(ReadOnlySequence<byte> json, HttpRoute route, IMessage request)
    {
        if (IsBlank(json))
            return;
        // A client that sends only what it changes need not list it: the mask is what the body names.
        var mask = request.Descriptor.FindFieldByName(MaskName) is { IsRepeated: false, FieldType: Google.Protobuf.Reflection.FieldType.Message } field
            && field.MessageType == FieldMask.Descriptor ? field : null;
        var present = mask is null ? null : new List<string>();
        if (route.BodyField is null)
            ProtoJsonReader.Read(json, request, present);
        else
            ProtoJsonReader.ReadField(json, request, route.BodyField, present);
        if (mask is null || mask.Accessor.GetValue(request) is not null)
            return;
        var given = present!.Where(path => path != MaskName && !route.PathFields.Exists(p => p.Name == path)).Distinct();
        mask.Accessor.SetValue(request, new FieldMask { Paths = { given } });
    }

    private static bool IsBlank(in ReadOnlySequence<byte> json)
    {
        foreach (var part in json)
        {
            if (part.Span.ContainsAnyExcept(" \t\r\n"u8))
                return false;
        }
        return true;
    }

    // A browser sends a form to anybody without asking; a JSON body it does not. So forms are not read as JSON.
    private static void CheckType(HttpRequest request)
    {
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && !string.Equals(encoding, "identity", StringComparison.OrdinalIgnoreCase))
            throw Unsupported("Content-Encoding is not supported: send the JSON as it is.");
        var type = request.ContentType;
        if (string.IsNullOrEmpty(type) || string.Equals(type, "application/json", StringComparison.OrdinalIgnoreCase))
            return;
        if (!MediaTypeHeaderValue.TryParse(type, out var parsed)
            || !(string.Equals(parsed.MediaType, "application/json", StringComparison.OrdinalIgnoreCase)
                || string.Equals(parsed.MediaType, "text/json", StringComparison.OrdinalIgnoreCase)))
        {
            throw Unsupported("Content-Type must be application/json.");
        }
        if (parsed.CharSet is { } charset && !string.Equals(charset.Trim('"'), "utf-8", StringComparison.OrdinalIgnoreCase))
            throw Unsupported("JSON must be encoded in UTF-8.");
    }

    private static RpcException Unsupported(string message) =>
        new(RpcCode.InvalidArgument, message) { HttpStatus = StatusCodes.Status415UnsupportedMediaType };

    private static RpcException TooLarge(int maxBytes) =>
        new(RpcCode.ResourceExhausted, $"The body may have at most {maxBytes} bytes.") { HttpStatus = StatusCodes.Status413PayloadTooLarge };
}
