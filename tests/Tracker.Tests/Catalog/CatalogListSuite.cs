using Tracker.Storage;
using Tracker.Testing;

namespace Tracker.Tests.Catalog;

public abstract partial class CatalogContractSuite
{
    [Fact]
    public async Task Every_filter_works_alone_and_with_others()
    {
        var (owner, other) = (Some.Name("owner"), Some.Name("owner"));
        await PutAsync(Some.Name(), new { owner, type = "project", languages = "golang", platform = "kubernetes", sla = new { level = "critical" } });
        await PutAsync(Some.Name(), new { owner, type = "chart", languages = "helm", platform = "kubernetes", sla = new { level = "low" } });
        await PutAsync(Some.Name(), new { owner = other, type = "library" });
        foreach (var (filter, expected) in new[]
        {
            ("", 2), ("types=project", 1), ("types=4&types=5", 2), ("types=library", 0), ("languages=helm", 1), ("platforms=kubernetes", 2),
            ("platforms=ec2", 0), ("sla_levels=critical", 1), ("slaLevels=critical&slaLevels=low", 2), ("types=project&languages=helm", 0), ("owners=" + other, 3),
        })
        {
            Assert.Equal((filter, expected), (filter, (int)(await ListAsync($"owners={owner}&{filter}")).At("totalCount")!));
        }

        foreach (var bad in new[] { "types=nonsense", "types=99", "platforms=99", "languages=14", "sla_levels=9", "sort=owner", "page=0", "page=1000&per_page=1000" })
        {
            Assert.Equal((bad, 400), (bad, (await ListAsync(bad)).Status));
        }
    }

    [Fact]
    public async Task Lists_are_sorted_and_paged_with_the_number_of_matches()
    {
        var owner = Some.Name("owner");
        var names = Enumerable.Range(0, 5).Select(_ => Some.Name("list")).ToList();
        foreach (var name in names.AsEnumerable().Reverse()) await PutAsync(name, new { owner });
        names.Sort(StringComparer.Ordinal);
        var page = await ListAsync($"owners={owner}&per_page=2&page=2");
        Assert.Equal((5, "false"), ((int)page.At("totalCount")!, page.TextAt("totalCountCapped")));
        Assert.Equal(names[2..4], Names(page));
        Assert.Equal(names.AsEnumerable().Reverse(), Names(await ListAsync($"owners={owner}&sort=-name")));
        Assert.Equal(names.AsEnumerable().Reverse(), Names(await ListAsync($"owners={owner}&sort=updated")));
        await PutAsync(names[3], new { owner });
        Assert.Equal(names[3], Names(await ListAsync($"owners={owner}&sort=-updated")).First());
        Assert.Equal(names[..1], Names(await ListAsync($"owners={owner}&per_page=1")));
        Assert.Equal(5, Names(await ListAsync($"owners={owner}&perPage=100000")).Count);
    }

    [Fact]
    public async Task Words_are_found_at_once_and_no_longer_once_they_are_gone()
    {
        var word = Some.Name("zebra").Replace("-", "");
        var name = Some.Name("Shop-Café");
        await PutAsync(name, new { description = $"Sells {word} & more", owner = "team-shop", repository = "https://github.com/acme/Widgets.git", system = "commerce", tags = new[] { "pci" } });
        foreach (var query in new[]
        {
            word, word.ToUpperInvariant(), word[..^1], $"{word} sells", $"{word} cafe", $"{word} CAFÉ", $"{word} shop-cafe", $"{word} acme", $"{word} widgets", $"{word} pci",
            $"{word} commerce", $"{word} team-shop", $"{word} &",
        })
        {
            Assert.Equal((query, name), (query, Names(await ListAsync("query=" + Uri.EscapeDataString(query))).SingleOrDefault()));
        }

        Assert.Empty(Names(await ListAsync($"query={word}+absentword")));
        Assert.Empty(Names(await ListAsync($"query={word[..^1]}+sells")));
        await PutAsync(name, new { description = "calm" });
        Assert.Empty(Names(await ListAsync($"query={word}")));
        await app.DeleteAsync($"{Api}/catalog?name={Uri.EscapeDataString(name)}");
        Assert.DoesNotContain(name, Names(await ListAsync("query=calm")));
    }

    [Fact]
    public async Task Whatever_is_typed_is_no_syntax()
    {
        var name = Some.Name("c++");
        await PutAsync(name, new { });
        foreach (var odd in new[] { "\"", "a AND", "NOT", "*", "^x", "(", "col:x", "'", ";--", "a:*", "!x", "<->", "\\", "'a' | 'b'", "𝔘𝔫𝔦", "%", "_" })
        {
            Assert.Equal((odd, 200), (odd, (await ListAsync("query=" + Uri.EscapeDataString(odd))).Status));
        }

        Assert.Contains(name, Names(await ListAsync("query=" + Uri.EscapeDataString("++"))));
    }

    [Fact]
    public async Task Changes_are_told_in_the_feed_the_activity_and_the_audit_log()
    {
        var name = Some.Name("a/b");
        var head = await app.Database.Changes.HeadAsync(TestContext.Current.CancellationToken);
        await PutAsync(name, new { owner = "a" });
        await PutAsync(name, new { owner = "a" });
        await PutAsync(name, new { owner = "b" });
        await app.PutAsync($"{Api}/catalog/{Uri.EscapeDataString(name)}/versions", new { latestVersion = "2" });
        await app.DeleteAsync($"{Api}/catalog?name={Uri.EscapeDataString(name)}");
        var activity = await app.Database.QueryAsync(
            "SELECT kind, title, link FROM activity WHERE module = 'catalog' AND subject = $1 ORDER BY id", r => (r.GetString(0), r.GetString(1), r.GetString(2)),
            TestContext.Current.CancellationToken, name);
        Assert.Equal(["catalog.created", "catalog.updated", "catalog.versions", "catalog.deleted"], activity.Select(a => a.Item1));
        Assert.Contains("owner", activity[1].Item2);
        Assert.Equal("/catalog/entry/" + name, activity[1].Item3);
        Assert.Equal(1, await app.Database.FirstAsync("SELECT count(*) FROM audit WHERE action = 'catalog.delete' AND subject = $1", r => r.GetInt64(0), TestContext.Current.CancellationToken, name));
        await Poll.UntilAsync(
            async () => (await app.Database.Changes.ReadAsync(head, 1000, TestContext.Current.CancellationToken)).Count(c => c.Topic == "catalog" && c.Key == name) == 5,
            TimeSpan.FromSeconds(15), what: "five changes in the feed");
    }

    private Task<Answer> ListAsync(string query) => app.GetAsync($"{Api}/catalogs/list?{query}");

    private static List<string> Names(Answer list) => [.. list.At("catalogs")!.AsArray().Select(c => (string)c!["name"]!)];
}
