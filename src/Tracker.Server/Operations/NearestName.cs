namespace Tracker.Server.Operations;

/// <summary>What somebody may have meant who mistyped a name.</summary>
public static class NearestName
{
    private const int MaxDistance = 3;

    /// <summary>Longer names are not compared: it would take their lengths multiplied.</summary>
    private const int MaxLength = 200;

    /// <summary>The one that is at most three typing errors away, and fewer than half of it wrong; null when there is none. Case does not count.</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        if (name.Length > MaxLength) return null;
        var typed = name.ToLowerInvariant();
        var (nearest, distance) = known.Where(k => k.Length <= MaxLength).Select(k => (k, Distance(k.ToLowerInvariant(), typed))).DefaultIfEmpty(("", int.MaxValue)).MinBy(k => k.Item2);
        return distance <= Math.Min(MaxDistance, (name.Length - 1) / 2) ? nearest : null;
    }

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
