using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Tracker.Testing;

namespace Tracker.Tests.Catalog;

/// <summary>50,000 entries with 200,000 dependencies: what is asked of them, and how long each answer took.</summary>
public abstract class CatalogGrowth(TrackerApp app)
{
    private const int Entries = 50_000;

    private static readonly string[] Kinds = ["package", "chart", "container", "library"];

    [Fact(Explicit = true)]
    public async Task Large_catalogs_answer_the_same_questions()
    {
        var watch = Stopwatch.StartNew();
        for (var from = 0; from < Entries; from += 1000)
        {
            var yaml = new StringBuilder();
            for (var i = from; i < from + 1000; i++)
            {
                yaml.Append($"--- \nname: n{i:00000}\ntype: {(i % 2 == 0 ? "project" : Kinds[i / 2 % 4])}\nowner: team-{i % 400}\nsystem: system-{i % 90}\ndescription: entry number {i} of the catalog\n");
                if (i % 2 == 1) yaml.Append($"latest_version: 2.{i % 7}.0\nreference_version: 1.{i % 5}.0\n");
                yaml.Append($"dependencies_out: [{string.Join(", ", Enumerable.Range(1, 4).Select(k => $"n{(int)((i + (long)k * k * 7919) % Entries):00000}"))}]\n");
                if (i % 2 == 0) yaml.Append($"used_deliverables: [{string.Join(", ", Enumerable.Range(0, 4).Select(k => $"{{name: n{((i * 3) + (k * 2) + 1) % 2000:00000}, version_used: 1.{k}.0}}"))}]\n");
            }

            using var content = new StringContent(yaml.ToString(), Encoding.UTF8, "application/yaml");
            using var answer = await app.Http.PostAsync("/api/v1alpha1/catalog/apply", content);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        }

        Tell($"filled in {watch.Elapsed.TotalSeconds:F1} s");
        foreach (var path in new[]
        {
            "catalogs/list", "catalogs/list?page=900", "catalogs/list?types=chart&owners=team-7", "catalogs/list?platforms=rds", "catalogs/list?sort=-updated&languages=golang",
            "catalogs/list?query=number+4242", "catalogs/list?query=entry", "catalog?name=n00042", "catalog/n00042/graph", "catalog/n00042/graph?depth=5", "catalog/version-compliance?per_page=50",
            "catalog/version-compliance", "catalog/version-compliance?query=n0004&outdated_only=true",
        })
        {
            var times = new List<double>();
            Answer answer = null!;
            for (var round = 0; round < 6; round++)
            {
                var started = Stopwatch.GetTimestamp();
                answer = await app.GetAsync("/api/v1alpha1/" + path);
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }

            Assert.Equal((path, 200), (path, answer.Status));
            Tell($"{path}: first {times[0]:F1} ms, then {times.Skip(1).Min():F1} to {times.Skip(1).Max():F1} ms, {answer.Text.Length / 1024} KB");
        }

        Assert.Equal("25000", (await app.GetAsync("/api/v1alpha1/catalog/version-compliance?per_page=1")).TextAt("summary.totalProjects"));
        Assert.Equal("true", (await app.GetAsync("/api/v1alpha1/catalogs/list?per_page=1")).TextAt("totalCountCapped"));
        var graph = app.App.Services.GetRequiredService<Server.Catalog.CatalogGraph>();
        foreach (var by in Enum.GetValues<Server.Catalog.GraphGrouping>())
        {
            var started = Stopwatch.GetTimestamp();
            var all = await graph.AllAsync(new(), by, 300, TestContext.Current.CancellationToken);
            Tell($"everything by {by}: {Stopwatch.GetElapsedTime(started).TotalMilliseconds:F1} ms, {all.Groups.Count} groups, {all.Edges.Count} edges");
            Assert.NotEmpty(all.Groups);
        }
    }

    private static void Tell(string line) => TestContext.Current.SendDiagnosticMessage("{0}", line);
}

public sealed class CatalogGrowthOnSqlite(AppFixture fixture) : CatalogGrowth(fixture.App), IClassFixture<AppFixture>;

public sealed class CatalogGrowthOnPostgres(PostgresAppFixture fixture) : CatalogGrowth(fixture.App), IClassFixture<PostgresAppFixture>;
