using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace Tracker.Server.Web;

/// <summary>
/// The address of a page as a value: filters, sorting, paging and collapse are links to a changed copy of it.
/// Changing anything but the page itself leads back to the first page. Blank values are left out.
/// </summary>
public sealed class QueryState
{
    private static readonly HashSet<string> PagingKeys = ["page", "after", "before"];

    private readonly string _path;
    private readonly IReadOnlyList<KeyValuePair<string, string>> _pairs;

    private QueryState(string path, IReadOnlyList<KeyValuePair<string, string>> pairs) => (_path, _pairs) = (path, pairs);

    public static QueryState Of(NavigationManager navigation)
    {
        var uri = new Uri(navigation.Uri);
        return Parse(uri.AbsolutePath, uri.Query);
    }

    public static QueryState Parse(string path, string query)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var pair in new QueryStringEnumerable(query))
        {
            var value = pair.DecodeValue().ToString();
            if (!string.IsNullOrWhiteSpace(value)) pairs.Add(new(pair.DecodeName().ToString(), value));
        }
        return new(path, pairs);
    }

    public string Path => _path;
    public IReadOnlyList<KeyValuePair<string, string>> Pairs => _pairs;

    /// <summary>The first value, or null.</summary>
    public string? this[string key] => _pairs.FirstOrDefault(pair => pair.Key == key).Value;

    public IEnumerable<string> All(string key) => _pairs.Where(pair => pair.Key == key).Select(pair => pair.Value);

    public bool Has(string key, string value) => _pairs.Contains(new(key, value));

    /// <summary>Has <paramref name="value"/> in place of every value of the key; none when blank.</summary>
    public QueryState With(string key, string? value)
    {
        var rest = Rest(pair => pair.Key != key);
        return string.IsNullOrWhiteSpace(value) ? new(_path, rest) : new(_path, [.. rest, new(key, value)]);
    }

    /// <summary>Has <paramref name="value"/> among the values of the key.</summary>
    public QueryState Add(string key, string value) =>
        Has(key, value) ? this : new(_path, [.. Rest(_ => true), new(key, value)]);

    public QueryState Without(string key) => new(_path, Rest(pair => pair.Key != key));

    public QueryState Without(string key, string value) =>
        new(_path, Rest(pair => pair.Key != key || pair.Value != value));

    public QueryState Toggle(string key, string value) => Has(key, value) ? Without(key, value) : Add(key, value);

    /// <summary>The same query at another path: another view of the same filter.</summary>
    public QueryState At(string path) => new(path, _pairs);

    /// <summary>Path and query, ready for an href.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(_path);
        for (var i = 0; i < _pairs.Count; i++)
            text.Append(i == 0 ? '?' : '&').Append(Uri.EscapeDataString(_pairs[i].Key)).Append('=').Append(Uri.EscapeDataString(_pairs[i].Value));
        return text.ToString();
    }

    private List<KeyValuePair<string, string>> Rest(Func<KeyValuePair<string, string>, bool> keep) =>
        [.. _pairs.Where(pair => !PagingKeys.Contains(pair.Key) && keep(pair))];
}
