using System.Reflection;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Tracker.BrowserTests.Access;
using Xunit.Sdk;
using Xunit.v3;

namespace Tracker.BrowserTests.Pages;

/// <summary>No page that the server has is forgotten by the tests that read pages in all the ways there are.</summary>
public sealed class EveryPageTests(AccessApp app)
{
    [Fact]
    public async Task Every_page_of_the_server_is_read_by_a_test_of_the_matrix()
    {
        var routes = app.Endpoints.OfType<RouteEndpoint>().Where(e => e.Metadata.GetMetadata<ComponentTypeMetadata>() is not null).Select(e => e.RoutePattern).ToList();
        Assert.True(routes.Count > 50, $"{routes.Count} pages");
        var read = new HashSet<string>();
        foreach (var path in await PathsAsync())
        {
            if (routes.Where(r => Fits(r, path)).MaxBy(Literals) is { } route) read.Add(route.RawText!);
        }

        var forgotten = routes.Select(r => r.RawText!).Except(read).Order().ToList();
        Assert.True(forgotten.Count == 0, "No test reads " + string.Join(' ', forgotten));
    }

    /// <summary>The paths of all theories whose name says that a page is sound; what is in braces stands for one segment.</summary>
    private static async Task<List<string>> PathsAsync()
    {
        var paths = new List<string>();
        await using var disposal = new DisposalTracker();
        foreach (var method in typeof(EveryPageTests).Assembly.GetTypes().SelectMany(t => t.GetMethods()).Where(m => m.Name.Contains("sound", StringComparison.Ordinal)))
        {
            var at = Array.FindIndex(method.GetParameters(), p => p.Name == "path");
            if (at < 0) continue;
            foreach (var data in method.GetCustomAttributes().OfType<DataAttribute>())
            {
                // Set by the framework, where it is the one that asks.
                if (data is MemberDataAttribute member) member.MemberType ??= method.DeclaringType;
                paths.AddRange((await data.GetData(method, disposal)).Select(row => (string)row.GetData()[at]!));
            }
        }

        return paths;
    }

    private static bool Fits(RoutePattern route, string path)
    {
        var segments = path.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        var isOpen = route.Parameters.Any(p => p.IsCatchAll);
        if (isOpen ? segments.Length < route.PathSegments.Count : segments.Length != route.PathSegments.Count) return false;
        return route.PathSegments.Zip(segments).All(pair => pair.First.Parts is not [RoutePatternLiteralPart literal] || literal.Content == pair.Second);
    }

    private static int Literals(RoutePattern route) => route.PathSegments.Count(s => s.Parts is [RoutePatternLiteralPart]);
}
