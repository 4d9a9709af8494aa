using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Tracker.Rpc.Grpc;

/// <summary>The header fields of gRPC over HTTP/2 and their encodings.</summary>
internal static class GrpcHeaders
{
    public const string ContentType = "application/grpc";
    private static readonly string[] Statuses =
        [.. Enum.GetValues<RpcCode>().Select(c => ((int)c).ToString(CultureInfo.InvariantCulture))];

    /// <summary>application/grpc and application/grpc+proto; neither +json, which we do not speak, nor grpc-web, which frames otherwise.</summary>
    public static bool IsGrpc(string? contentType)
    {
        if (contentType is null || !contentType.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase))
            return false;
        var rest = contentType.AsSpan(ContentType.Length);
        if (rest.StartsWith("+proto", StringComparison.OrdinalIgnoreCase))
            rest = rest["+proto".Length..];
        rest = rest.TrimStart(' ');
        return rest.IsEmpty || rest[0] == ';';
    }

    /// <summary>Ends the call: in the headers while nothing was sent ("trailers-only"), else in the trailers.</summary>
    public static void Finish(HttpContext http, RpcCode code, string? message)
    {
        var response = http.Response;
        var failedEarly = code != RpcCode.OK && !response.HasStarted;
        var end = failedEarly ? response.Headers : http.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers;
        end["grpc-status"] = Statuses[(int)code];
        if (!string.IsNullOrEmpty(message))
            end["grpc-message"] = PercentEncode(RpcFailure.Bounded(message));
    }

    public static string PercentEncode(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~') && !text.Contains('%'))
            return text;
        var encoded = new StringBuilder(text.Length + 16);
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            if (b is >= 0x20 and <= 0x7e and not (byte)'%')
                encoded.Append((char)b);
            else
                encoded.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }
        return encoded.ToString();
    }

    /// <summary>grpc-timeout: at most 8 digits and a unit, H M S m u n.</summary>
    public static TimeSpan? Timeout(string? header)
    {
        if (string.IsNullOrEmpty(header))
            return null;
        if (header.Length is < 2 or > 9 || !long.TryParse(header.AsSpan(0, header.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var amount))
            throw Malformed();
        var timeout = header[^1] switch
        {
            'H' => TimeSpan.FromTicks(amount * TimeSpan.TicksPerHour),
            'M' => TimeSpan.FromTicks(amount * TimeSpan.TicksPerMinute),
            'S' => TimeSpan.FromTicks(amount * TimeSpan.TicksPerSecond),
            'm' => TimeSpan.FromTicks(amount * TimeSpan.TicksPerMillisecond),
            'u' => TimeSpan.FromTicks(amount * TimeSpan.TicksPerMicrosecond),
            'n' => TimeSpan.FromTicks(amount / TimeSpan.NanosecondsPerTick),
            _ => throw Malformed(),
        };
        // Timers end at 49 days; who waits that long sets no deadline.
        return timeout < TimeSpan.FromDays(40) ? timeout : null;
    }

    private static RpcException Malformed() =>
        new(RpcCode.InvalidArgument, "grpc-timeout must be one to eight digits and a unit: H, M, S, m, u or n.");
}
