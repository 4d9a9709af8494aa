using System.Globalization;
using System.Text;
using Tracker.Storage;

namespace Tracker.Server.Catalog;

/// <summary>
/// The words by which entries are found. Both engines get them already taken apart and folded, so that both find the same:
/// PostgreSQL would keep "github.com/acme/shop" in one piece and "Café" apart from "cafe".
/// </summary>
internal static class CatalogText
{
    private const int MaxWord = 200;

    public static string WordsOf(CatalogEntry e) => string.Join(' ', Words(string.Join(
        ' ', [e.Name, e.Description, e.Owner, e.Repository, e.System, .. e.Tags])));

    // What a Latin letter from U+00C0 to U+017F is without its marks. The runtime's normalisation needs ICU, which not every
    // machine has, and what is stored by one must be found by the other.
    private const string Plain =
        "aaaaaaæceeeeiiiidnooooo×ouuuuyþßaaaaaaæceeeeiiiidnooooo÷ouuuuyþy"
        + "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiĳĳjjkkkllllllllllnnnnnnnnnooooooœœrrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";

    /// <summary>Runs of letters and digits, in lower case and without diacritics.</summary>
    public static IEnumerable<string> Words(string text)
    {
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark) continue;
            if (Rune.IsLetterOrDigit(rune))
            {
                if (word.Length < MaxWord) word.Append(Fold(rune));
            }
            else if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }

        if (word.Length > 0) yield return word.ToString();
    }

    private static string Fold(Rune rune) =>
        rune.Value is >= 0xC0 and <= 0x17F ? Plain[rune.Value - 0xC0].ToString() : Rune.ToLowerInvariant(rune).ToString();

    /// <summary>The search for these words in the engine's own language: all of them, of the last one its beginning.</summary>
    public static string Match(SqlEngine engine, IReadOnlyList<string> words) => engine == SqlEngine.Sqlite
        ? string.Join(' ', words.Select(w => $"\"{w}\"")) + "*"
        : string.Join(" & ", words.Select(w => $"'{w}'")) + ":*";
}
