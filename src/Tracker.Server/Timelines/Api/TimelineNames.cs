using Tracker.Rpc.Rest;
using Tracker.Server.Operations;

namespace Tracker.Server.Timelines.Api;

/// <summary>Finds what an address names; who asks for what is not there is told what is.</summary>
internal sealed class TimelineNames(TimelineReader reader)
{
    private const int Named = 5;

    /// <summary>A name in the address, as it was meant: it may hold slashes, percent signs, dots and anything else printable.</summary>
    public static string Of(HttpContext http, string parameter) =>
        PathValues.Get(http, ((RouteEndpoint)http.GetEndpoint()!).RoutePattern.RawText!, parameter);

    public async Task<Outcome<TimelineContext>> ContextAsync(HttpContext http, CancellationToken ct)
    {
        var name = Of(http, "context");
        if (IsPossible(name) && await reader.ContextAsync(name, ct) is { } context) return context;
        var some = (await reader.ContextsAsync("", Named + 1, ct)).ConvertAll(c => c.Name);
        return Failure.NotFound($"There is no context {name}; {Among(some, "there are none yet: one comes to be with its first message", $"more at {HalLinks.Contexts}")}.");
    }

    public async Task<Outcome<Timeline>> TimelineAsync(TimelineContext context, string name, CancellationToken ct)
    {
        if (IsPossible(name) && await reader.TimelineAsync(context, name, ct) is { } timeline) return timeline;
        var some = (await reader.TimelinesAsync(context, Named + 1, ct)).ConvertAll(t => t.Title);
        return Failure.NotFound($"There is no timeline {name} in {context.Name}; {Among(some, "it has none yet", $"more at {HalLinks.Of(context.Name)}")}.");
    }

    // No name that is stored has control characters, and PostgreSQL would not even look for some.
    private static bool IsPossible(string name) => name.Length > 0 && !name.Any(char.IsControl);

    private static string Among(List<string> names, string none, string more) => names.Count switch
    {
        0 => none,
        > Named => $"there are {string.Join(", ", names.Take(Named))} and others, {more}",
        _ => $"there {(names.Count == 1 ? "is" : "are")} {string.Join(", ", names)}",
    };
}
