namespace Tracker.Storage;

/// <summary>
/// How far each consumer of the change feed has come, kept in the same transaction as what the consumer made of it.
/// The feed keeps every row that a saved cursor has not passed, so a consumer that is given up must be forgotten.
/// </summary>
public static class ChangeCursors
{
    /// <summary>Null when the consumer has none yet.</summary>
    public static ValueTask<ChangeCursor?> LoadAsync(IWrite write, string consumer) => write.FirstAsync(
        "SELECT xid, sequence FROM change_cursor WHERE consumer = $1",
        row => new ChangeCursor?(new ChangeCursor(row.GetInt64(0), row.GetInt64(1))), consumer);

    public static async ValueTask SaveAsync(IWrite write, string consumer, ChangeCursor cursor) => await write.ExecuteAsync($"""
        INSERT INTO change_cursor (consumer, xid, sequence, saved_at) VALUES ($1, $2, $3, {write.Sql.Now})
        ON CONFLICT (consumer) DO UPDATE SET xid = excluded.xid, sequence = excluded.sequence, saved_at = excluded.saved_at
        """, consumer, cursor.Transaction, cursor.Sequence);

    public static async ValueTask ForgetAsync(IWrite write, string consumer) =>
        await write.ExecuteAsync("DELETE FROM change_cursor WHERE consumer = $1", consumer);
}
