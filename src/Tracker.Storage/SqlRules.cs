namespace Tracker.Storage;

/// <summary>What no statement of a write may do: the transaction belongs to the store, shared by every write of a batch.</summary>
internal static class SqlRules
{
    private static readonly string[] TransactionWords = ["BEGIN", "COMMIT", "END", "ROLLBACK", "SAVEPOINT", "RELEASE", "START", "ABORT"];

    public static void Check(string sql)
    {
        var text = sql.AsSpan().TrimStart();
        foreach (var word in TransactionWords)
        {
            if (text.StartsWith(word, StringComparison.OrdinalIgnoreCase) && (text.Length == word.Length || !char.IsLetter(text[word.Length])))
                throw new ArgumentException($"A write may not control its transaction: {word}.", nameof(sql));
        }
    }
}
