using System.Net.Http.Headers;
using System.Text;
using Tracker.Storage;
using Tracker.Testing;

namespace Tracker.Tests.Catalog;

public abstract partial class CatalogContractSuite
{
    [Fact]
    public async Task Apply_creates_updates_and_leaves_alone()
    {
        var (a, b) = (Some.Name(), Some.Name());
        await PutAsync(b, new { owner = "old", sla = new { level = "high" } });
        var yaml = $"name: {a}\ntype: project\nlatest_version: 1.10\n---\nname: {b}\nowner: new\ntags: [x]\n---\napiVersion: backstage.io/v1alpha1\nkind: User\nmetadata: {{name: ada}}\n";

        var preview = await ApplyAsync(yaml, "?dry_run=true");
        Assert.Equal(404, (await GetAsync(a)).Status);
        var done = await ApplyAsync(yaml);
        Assert.True(200 == done.Status, done.Text);
        Assert.Equal(preview.Text, done.Text);
        Assert.Equal(("1", "1", "0", "1"), (done.TextAt("created"), done.TextAt("updated"), done.TextAt("unchanged"), done.TextAt("skipped")));
        Assert.Equal([(a, "created"), (b, "updated"), ("ada", "skipped")], done.At("entries")!.AsArray().Select(e => ((string)e!["name"]!, (string)e["result"]!)));
        Assert.Equal(["owner", "tags"], Texts(done.At("entries.1.details")));
        Assert.Contains("User", done.TextAt("entries.2.details.0"));
        Assert.Equal("1.10", (await GetAsync(a)).TextAt("catalog.latestVersion"));
        var stored = await GetAsync(b);
        Assert.Equal(("new", "high"), (stored.TextAt("catalog.owner"), stored.TextAt("catalog.sla.level")));

        var again = await ApplyAsync(yaml);
        Assert.Equal(("0", "0", "2"), (again.TextAt("created"), again.TextAt("updated"), again.TextAt("unchanged")));
        Assert.Equal(stored.Text, (await GetAsync(b)).Text);
    }

    [Fact]
    public async Task Apply_stores_all_or_nothing()
    {
        var name = Some.Name();
        var refused = await ApplyAsync($"name: {name}\n---\nname: {name}2\ntype: wrong\n");
        Assert.Equal((400, 3), (refused.Status, (int)refused.At("code")!));
        Assert.Contains("document 2, line 4: type", refused.TextAt("message"));
        Assert.Equal(404, (await GetAsync(name)).Status);
    }

    [Fact]
    public async Task Apply_takes_YAML_of_its_types_and_size_alone()
    {
        var yaml = $"name: {Some.Name()}";
        foreach (var type in new[] { "application/yaml", "application/x-yaml", "text/yaml; charset=utf-8", "text/plain" })
        {
            Assert.Equal((type, 200), (type, (await ApplyAsync(yaml, "?dryRun=1", type)).Status));
        }

        foreach (var type in new[] { "application/json", "application/x-www-form-urlencoded", "" })
        {
            var refused = await ApplyAsync(yaml, "", type);
            Assert.Equal((type, 415), (type, refused.Status));
            Assert.Contains("application/yaml", refused.TextAt("message"));
        }

        Assert.Equal(400, (await ApplyAsync(yaml, "?dry_run=perhaps")).Status);
        Assert.Equal(400, (await ApplyAsync("")).Status);
        Assert.Equal(413, (await ApplyAsync($"name: x\ndescription: {new string('d', 4_000_000)}")).Status);
        using var bytes = new ByteArrayContent([.. "name: "u8, 0xFF, 0xFE]);
        bytes.Headers.ContentType = new MediaTypeHeaderValue("application/yaml");
        using var answer = await app.Http.PostAsync($"{Api}/catalog/apply", bytes);
        Assert.Equal(400, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_thousand_entries_at_once_are_one_write()
    {
        var p = Some.Name("bulk");
        var yaml = string.Join("---\n", Enumerable.Range(0, 1000).Select(i =>
            $"name: {p}-{i:000}\ntype: project\nowner: {p}\ndependencies_out: [{p}-{(i * 7) % 1000:000}, {p}-{(i * 13) % 1000:000}]\nused_deliverables: [{{name: {p}-{i % 10:000}, version_used: 1.0.{i}}}]\n"));
        Assert.Equal("1000", (await ApplyAsync(yaml)).TextAt("created"));
        Assert.Equal("1000", (await ApplyAsync(yaml)).TextAt("unchanged"));
        Assert.Equal("1000", (await ListAsync($"owners={p}&per_page=1")).TextAt("totalCount"));
        Assert.Equal("1000", (await ListAsync($"query={p}&per_page=1")).TextAt("totalCount"));
    }

    [Fact]
    public async Task What_is_exported_changes_nothing_when_it_is_applied()
    {
        var some = new SomeEntries(7);
        var p = Some.Name("export");
        foreach (var i in Enumerable.Range(0, 40))
        {
            var e = some.Next($"{p}{i}");
            Assert.Equal(200, (await ApplyAsync(Tracker.Server.Catalog.Yaml.CatalogYaml.Of(e))).Status);
            var one = await app.GetAsync($"{Api}/catalog.yaml?name={Uri.EscapeDataString(e.Name)}");
            Assert.Equal((200, "1"), (one.Status, (await ApplyAsync(one.Text, "?dry_run=true")).TextAt("unchanged")));
        }

        var all = await app.GetAsync($"{Api}/catalog.yaml");
        var mine = string.Join("\n---\n", all.Text.Split("\n---\n").Where(d => d.Split('\n')[0].Contains(p, StringComparison.Ordinal)));
        Assert.Equal("40", (await ApplyAsync(mine, "?dry_run=true")).TextAt("unchanged"));
        Assert.Equal(404, (await app.GetAsync($"{Api}/catalog.yaml?name=absent")).Status);
        Assert.Equal(400, (await app.GetAsync($"{Api}/catalog.yaml?name=")).Status);
    }

    [Fact]
    public async Task An_applied_key_is_applied_once()
    {
        var (name, key) = (Some.Name(), Some.Name("key"));
        var first = await ApplyAsync($"name: {name}", key: key);
        Assert.Equal("1", first.TextAt("created"));
        Assert.Equal(first.Text, (await ApplyAsync($"name: {name}", key: key)).Text);
        Assert.Equal(422, (await ApplyAsync($"name: {name}x", key: key)).Status);
    }

    private async Task<Answer> ApplyAsync(string yaml, string query = "", string type = "application/yaml", string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Api}/catalog/apply{query}") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(yaml)) };
        if (type.Length > 0) request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        using var response = await app.Http.SendAsync(request);
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
