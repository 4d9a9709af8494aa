using System.Text;

namespace Tracker.Server.Operations.Outbound;

/// <summary>What was answered after all redirects: at most as much of the body as was asked for, as it came.</summary>
/// <param name="Url">Where the answer is from.</param>
public sealed record OutboundResponse(
    Uri Url, int Status, ReadOnlyMemory<byte> Body, bool IsCut, IReadOnlyDictionary<string, string> Headers, TimeSpan? RetryAfter)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>A header's values, joined by commas.</summary>
    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
