namespace Tracker.Client;

/// <summary>A part of a list.</summary>
/// <param name="Items">What is on it.</param>
/// <param name="TotalCount">How many there are in all, where the server says so; exact up to 10,000.</param>
/// <param name="IsCapped">Whether there are more than <paramref name="TotalCount"/>.</param>
/// <param name="HasMore">Whether a page may follow.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, long? TotalCount, bool IsCapped, bool HasMore);

/// <summary>
/// A list of the server's. Enumerate all of it, which asks for page after page, or ask for one page. What comes to be while
/// pages are asked for moves the others: it may show one twice.
/// </summary>
/// <example><code>await foreach (var e in client.Events.List().WithCancellation(ct)) Console.WriteLine(e.Title);</code></example>
public sealed class Paged<T> : IAsyncEnumerable<T>
{
    private const int PerPage = 200;

    private readonly Func<int, int, CancellationToken, Task<Page<T>>> _load;

    internal Paged(Func<int, int, CancellationToken, Task<Page<T>>> load) => _load = load;

    /// <summary>One page.</summary>
    /// <param name="page">From 1.</param>
    /// <param name="perPage">How many at most, 1 to 1,000.</param>
    /// <param name="ct">Ends the call.</param>
    /// <exception cref="TrackerException">It was not done.</exception>
    public Task<Page<T>> PageAsync(int page = 1, int perPage = 50, CancellationToken ct = default) => _load(page, perPage, ct);

    /// <inheritdoc/>
    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        for (var number = 1; ; number++)
        {
            var page = await _load(number, PerPage, cancellationToken).ConfigureAwait(false);
            foreach (var item in page.Items) yield return item;
            if (!page.HasMore) yield break;
        }
    }
}
