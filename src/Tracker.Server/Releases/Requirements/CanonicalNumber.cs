using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Tracker.Server.Releases.Requirements;

/// <summary>
/// A number's one spelling: <c>+1.50</c>, <c>1.5</c> and <c>15e-1</c> are the same, <c>0x10</c> is 16, and no digit is lost. What has
/// more than 64 digits or is beyond 1e±300 is not taken for a number: nobody who reads JSON could keep it.
/// </summary>
internal static partial class CanonicalNumber
{
    private const int MaxDigits = 64;
    private const int MaxExponent = 300;

    /// <summary>Longer ones are written with an exponent.</summary>
    private const int MaxPlain = 21;

    public static bool TryRead(string text, [NotNullWhen(true)] out string? canonical)
    {
        canonical = null;
        if (text.Length > 2 * MaxDigits) return false;
        if (Based().Match(text) is { Success: true } based)
        {
            var whole = based.Groups["hex"] is { Success: true } hex
                ? BigInteger.Parse("0" + hex.Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
                : based.Groups["octal"].Value.Aggregate(BigInteger.Zero, (sum, digit) => (sum * 8) + (digit - '0'));
            return TryRead(whole.ToString(CultureInfo.InvariantCulture), out canonical);
        }

        if (Decimal().Match(text) is not { Success: true } match) return false;
        var fraction = match.Groups["fraction"].Value;
        var digits = (match.Groups["whole"].Value + fraction).TrimStart('0');
        if (digits.Length == 0)
        {
            canonical = "0";
            return true;
        }

        // The point stands behind that many of the digits.
        if (!int.TryParse(match.Groups["exponent"] is { Success: true } e ? e.Value : "0", NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent)) return false;
        var point = digits.Length - fraction.Length + (long)exponent;
        digits = digits.TrimEnd('0');
        if (digits.Length > MaxDigits || Math.Abs(point) > MaxExponent) return false;
        canonical = (match.Groups["sign"].Value == "-" ? "-" : "") + Write(digits, (int)point);
        return true;
    }

    private static string Write(string digits, int point) => point switch
    {
        > 0 and <= MaxPlain when digits.Length <= point => digits.PadRight(point, '0'),
        > 0 and <= MaxPlain => $"{digits[..point]}.{digits[point..]}",
        <= 0 and > -6 => "0." + new string('0', -point) + digits,
        _ => $"{digits[0]}{(digits.Length > 1 ? "." : "")}{digits[1..]}e{(point - 1).ToString(CultureInfo.InvariantCulture)}",
    };

    [GeneratedRegex(@"\A(0x(?<hex>[0-9a-fA-F]+)|0o(?<octal>[0-7]+))\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Based();

    [GeneratedRegex(@"\A(?<sign>[-+]?)((?<whole>[0-9]+)(\.(?<fraction>[0-9]*))?|\.(?<fraction>[0-9]+))([eE](?<exponent>[-+]?[0-9]+))?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Decimal();
}
