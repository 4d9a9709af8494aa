using System.Text;
using Tracker.Protocol.Catalogs;
using Tracker.Server.Catalog.Yaml;

namespace Tracker.Tests.Catalog;

/// <summary>What a text of YAML declares, and why it does not.</summary>
public sealed class CatalogDocumentsTests
{
    [Fact]
    public void Fields_are_read_in_either_spelling_and_scalars_stay_texts()
    {
        var d = Assert.Single(Read("""
            # Our shop.
            name: shop
            type: Project
            languages: golang
            version: 1.10
            description: |
              Two
              lines
            sla: {level: critical, uptimePercentage: 99.95, response_time_ms: 200}
            usedDeliverables:
            - name: base
              version_used: 2.0
            infrastructure_resources:
            - {id: i, type: storage_s3, metadata: {size: 5, encrypted: true}}
            vulnerability_summary: {critical_count: 2, last_updated: 2026-03-01T10:00:00Z}
            latest_version: "1.11"
            tags: [a, "null", 'true']
            createdAt: whatever
            owner: ~
            """));
        var e = d.Values;
        Assert.Equal(("shop", Protocol.Catalogs.Type.Project, Languages.Golang, "1.10", "Two\nlines\n"), (e.Name, e.Type, e.Languages, e.Version, e.Description));
        Assert.Equal((SLALevel.Critical, 99.95, 200u), (e.Sla.Level, e.Sla.UptimePercentage, e.Sla.ResponseTimeMs));
        Assert.Equal("2.0", e.UsedDeliverables[0].VersionUsed);
        Assert.Equal(("5", "true"), (e.InfrastructureResources[0].Metadata["size"], e.InfrastructureResources[0].Metadata["encrypted"]));
        Assert.Equal("2026-03-01T10:00:00Z", e.VulnerabilitySummary.LastUpdated.ToDateTime().ToString("yyyy-MM-dd'T'HH:mm:ssK"));
        Assert.Equal(["a", "null", "true"], e.Tags);
        Assert.Equal((1, 16), (d.Document, d.Fields["latest_version"]));
        Assert.Contains("owner", d.Fields.Keys);
        Assert.DoesNotContain("created_at", d.Fields.Keys);
    }

    [Fact]
    public void Several_entries_stand_in_documents_or_under_catalogs_and_JSON_is_YAML()
    {
        Assert.Equal(["a", "b", "c", "d"], Read("name: a\n---\n---\ncatalogs:\n- name: b\n- {name: c}\n--- # json\n{\"name\": \"d\", \"type\": \"TYPE_UNSPECIFIED\"}\n...\n").Select(d => d.Name));
    }

    [Fact]
    public void What_is_declared_replaces_those_fields_and_no_others()
    {
        var stored = new Protocol.Catalogs.Catalog { Name = "shop", Owner = "ada", Version = "1", Tags = { "x" }, Sla = new() { Level = SLALevel.Low, Description = "d" }, LatestVersion = "3" };
        var applied = Read("name: shop\nowner:\nsla: {level: high}\ntags: [y, z]\n")[0].ApplyTo(stored);
        Assert.Equal(("", "1", "3"), (applied.Owner, applied.Version, applied.LatestVersion));
        Assert.Equal((SLALevel.High, ""), (applied.Sla.Level, applied.Sla.Description));
        Assert.Equal(["y", "z"], applied.Tags);
        Assert.Equal(("ada", SLALevel.Low), (stored.Owner, stored.Sla.Level));
    }

    [Theory]
    [InlineData("", "yaml is required")]
    [InlineData("# nothing\n---\n", "yaml is required")]
    [InlineData("just a text", "document 1, line 1: a document must be a mapping")]
    [InlineData("- name: x", "document 1, line 1: a document must be a mapping")]
    [InlineData("owner: x", "document 1, line 1: name is required")]
    [InlineData("name: x\n---\nname: y\ncolour: red", "document 2, line 4: colour is not known; it may be one of name, type")]
    [InlineData("name: x\nsla:\n  level: high\n  speed: 3", "document 1, line 4: sla.speed is not known; it may be one of level, uptime_percentage")]
    [InlineData("name: x\nname: y", "line 2: \"name\" stands here twice")]
    [InlineData("name: x\nlatest_version: 1\nlatestVersion: 2", "document 1, line 3: latestVersion stands here twice")]
    [InlineData("name: x\nsla: {uptime_percentage: 1, uptimePercentage: 2}", "stands here twice")]
    [InlineData("name: x\ntype: projekt", "document 1, line 2: type: \"projekt\" is not one of module, library")]
    [InlineData("name: x\nsla: {uptime_percentage: 101}", "document 1, line 2: sla.uptime_percentage must be from 0 to 100")]
    [InlineData("name: x\nsla: {uptime_percentage: much}", "document 1, line 2: sla.uptime_percentage must be a number")]
    [InlineData("name: x\nsla: {response_time_ms: -1}", "sla.response_time_ms must be a whole number")]
    [InlineData("name: x\nsla: high", "document 1, line 2: sla must be a mapping")]
    [InlineData("name: x\ntags: one", "document 1, line 2: tags must be a list")]
    [InlineData("name: x\ntags: [a, [b]]", "tags[1] must be a text")]
    [InlineData("name: x\ntags: [a, ~]", "tags[1] must be a text")]
    [InlineData("name: [x]", "name must be a text")]
    [InlineData("name: x\nvulnerability_summary: {critical_count: 1.5}", "vulnerability_summary.critical_count must be a whole number")]
    [InlineData("name: x\nvulnerability_summary: {critical_count: -5}", "vulnerability_summary.critical_count may not be negative")]
    [InlineData("name: x\nvulnerability_summary: {last_updated: yesterday}", "vulnerability_summary.last_updated must be an RFC 3339 instant")]
    [InlineData("name: x\nused_deliverables:\n- version_used: 1", "used_deliverables[0].name is required")]
    [InlineData("name: \"a\\nb\"", "name may hold any printable characters")]
    [InlineData("name: \"a\\0b\"", "name may hold")]
    [InlineData("name: x\ndescription: \"\\0\"", "description may not contain the character U+0000")]
    [InlineData("name: x\n? [a]\n: b", "a key must be a text")]
    [InlineData("name: x\n---\nname: x", "document 2, line 3: x is declared already by document 1, line 1")]
    [InlineData("catalogs: [{name: x}]\nname: y", "beside catalogs nothing else")]
    [InlineData("catalogs: x", "catalogs must be a list")]
    [InlineData("catalogs: [x]", "an entry of catalogs must be a mapping")]
    [InlineData("name: 'x", "yaml, line")]
    [InlineData("name: x\n\ttype: y", "yaml, line 2: this is not YAML")]
    [InlineData("name: &a x\nowner: *a", "yaml, line 2: aliases")]
    [InlineData("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}", "document 1, line 1: apiVersion \"apps/v1\" is not one of backstage.io/v1alpha1")]
    [InlineData("apiVersion: backstage.io/v1alpha1\nkind: Component", "metadata is required")]
    [InlineData("apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {title: x}", "metadata.name is required")]
    [InlineData("apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: x}\nspec: {dependsOn: y}", "spec.dependsOn must be a list")]
    public void What_cannot_be_read_is_told_with_its_place(string yaml, string expected)
    {
        var failure = CatalogDocuments.Read(yaml).Failure;
        Assert.NotNull(failure);
        Assert.Contains(expected, failure.Message);
    }

    [Fact]
    public void Several_mistakes_are_told_at_once()
    {
        var message = CatalogDocuments.Read(string.Join("\n---\n", Enumerable.Range(0, 15).Select(i => $"name: n{i}\ntype: no"))).Failure!.Message;
        Assert.Equal(11, message.Split('\n').Length);
        Assert.Contains("and 5 more.", message);
    }

    [Fact]
    public void Bombs_are_refused_quickly()
    {
        var laughs = new StringBuilder("a: &a [x, x]\n");
        for (var c = 'b'; c < 'z'; c++) laughs.Append($"{c}: &{c} [*{(char)(c - 1)}, *{(char)(c - 1)}]\n");
        foreach (var (bomb, why) in new[]
        {
            (laughs.ToString(), "aliases"), (new string('[', 100_000), "levels"), (string.Concat(Enumerable.Repeat("{a: ", 50_000)), "levels"),
            (string.Concat(Enumerable.Range(0, 500).Select(i => new string(' ', i * 2) + "a:\n")), "levels"), (string.Concat(Enumerable.Repeat("- ", 50_000)), "levels"),
            (string.Concat(Enumerable.Repeat("---\na: b\n", 1001)), "documents"), ("catalogs:\n" + string.Concat(Enumerable.Range(0, 1001).Select(i => $"- name: n{i}\n")), "1000 entries"),
            ("a: &x\n  b: *x", "aliases"), ("<<: *x", "aliases"),
        })
        {
            Assert.Contains(why, CatalogDocuments.Read(bomb).Failure!.Message);
        }
    }

    [Fact]
    public void A_backstage_file_says_what_the_catalog_knows_of_it()
    {
        var declared = Read(File.ReadAllText(Path.Combine(Tracker.Testing.Repository.Root, "tests", "Tracker.Tests", "Catalog", "catalog-info.yaml")));
        var shop = declared[0];
        Assert.Equal(("artist-lookup", Protocol.Catalogs.Type.Project, "team-a", "experimental", "artist-engagement-portal"), (shop.Name, shop.Values.Type, shop.Values.Owner, shop.Values.Lifecycle, shop.Values.System));
        Assert.Equal("https://github.com/acme/artist-lookup", shop.Values.Repository);
        Assert.Equal("https://artists.example.com", shop.Values.Link);
        Assert.Equal((DashboardType.Grafana, "Latency"), (shop.Values.DashboardLinks[0].Type, shop.Values.DashboardLinks[0].Name));
        Assert.Equal(["artists-db", "data/lyrics-index", "payments-api"], shop.Values.DependenciesOut);
        Assert.Equal(["artist-api"], shop.Values.DependenciesIn);
        Assert.Equal(["java", "data"], shop.Values.Tags);
        Assert.DoesNotContain("sla", shop.Fields.Keys);
        Assert.Equal(
            [("artist-lookup", null), ("artist-api", null), ("data/lyrics-index", null), ("artist-engagement-portal", null), ("team-a", "Group"), ("artist-lookup", "already"), ("new-service", "Template")],
            declared.Select(d => (d.Name, d.Skipped is null ? null : new[] { "Group", "already", "Template" }.First(d.Skipped.Contains))));
    }

    private static IReadOnlyList<Declaration> Read(string yaml)
    {
        var read = CatalogDocuments.Read(yaml);
        Assert.True(read.TryGet(out var declared, out var failure), failure?.Message);
        return declared;
    }
}
