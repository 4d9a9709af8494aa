namespace Tracker.Storage;

/// <summary>
/// A statement that differs between the engines, put together once for each: writes look their statements up by
/// reference first, so a hot one should not be a new string every time.
/// </summary>
public sealed class SqlText(Func<ISqlDialect, string> text)
{
    private string? _sqlite;
    private string? _postgres;

    public string For(ISqlDialect dialect) => dialect.Engine == SqlEngine.Sqlite
        ? _sqlite ??= text(dialect)
        : _postgres ??= text(dialect);
}
