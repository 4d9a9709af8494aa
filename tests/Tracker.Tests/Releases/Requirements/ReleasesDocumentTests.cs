using System.Text.RegularExpressions;
using Tracker.Server.Releases.Requirements;
using Tracker.Server.Releases.Versions;
using Tracker.Tests.Releases.Versions;

namespace Tracker.Tests.Releases.Requirements;

/// <summary>What docs/releases.md says is so.</summary>
public sealed partial class ReleasesDocumentTests
{
    [Fact]
    public void The_smallest_example_is_the_image_it_says()
    {
        var (group, app, yaml) = ReleasesDocument.Examples[0];
        Assert.Contains($"The image is `{SomeFile.Read(yaml, group, app).Image}`", ReleasesDocument.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_larger_example_means_what_it_says()
    {
        var (group, app, yaml) = ReleasesDocument.Examples[1];
        var read = SomeFile.Read(yaml, group, app);
        Assert.Equal(("registry.example.com:5000/shop-team/backend/api", "~1.8"), (read.Image, read.Label.Text));
        Assert.Equal(["platform.gateway", "shop.accounts", "shop.database"], read.Depends.Select(d => d.ToString()));
        Assert.Equal(["ha", "preprod"], read.OmitFromNamespaces);
        Assert.Contains("\"ha\":{\"maxReplicas\":12,\"minReplicas\":3}", read.ConfigurationFor("prod"), StringComparison.Ordinal);
        Assert.Contains("\"environment\":{\"CURRENCY\":\"EUR\",\"LOG_LEVEL\":\"debug\"}", read.ConfigurationFor("dev"), StringComparison.Ordinal);
        Assert.DoesNotContain("\"ha\":", read.ConfigurationFor("dev"), StringComparison.Ordinal);
        Assert.True(SomeFile.Read(yaml, group, "prototype").OmitFromDeploy);
        Assert.Equal(["platform.gateway"], SomeFile.Read(yaml, group, "database").Depends.Select(d => d.ToString()));
    }

    [Fact]
    public void Every_key_with_a_meaning_is_in_its_table() => Assert.All(KnownKey.All, key =>
    {
        var row = KeyRow().Matches(ReleasesDocument.Text).Single(m => m.Groups["key"].Value == key.Name);
        Assert.Equal((key.InGroup, key.InApplication), (row.Groups["where"].Value.Contains("group", StringComparison.Ordinal), row.Groups["where"].Value.Contains("application", StringComparison.Ordinal)));
        Assert.EndsWith(key.Takes, row.Groups["takes"].Value, StringComparison.Ordinal);
    });

    [Fact]
    public void Labels_are_what_their_table_says()
    {
        var kinds = LabelRow().Matches(ReleasesDocument.Text).Select(m => Quoted().Matches(m.Groups["labels"].Value).Select(l => ContainerLabelTests.Label(l.Value.Trim('`').Replace("\\|", "|", StringComparison.Ordinal)).Kind).Distinct().Single());
        Assert.Equal([LabelKind.Fixed, LabelKind.Exact, LabelKind.Range], kinds);
    }

    [Fact]
    public void Ranges_are_what_their_table_says()
    {
        var rows = RangeRow().Matches(ReleasesDocument.Text);
        Assert.True(rows.Count >= 7, $"{rows.Count} rows");
        foreach (Match row in rows)
        {
            foreach (var label in Quoted().Matches(row.Groups["ranges"].Value).Select(l => ContainerLabelTests.Label(l.Value.Trim('`'))))
            {
                Assert.True(label.Matches(row.Groups["from"].Value), $"{label} {row.Value}");
                Assert.False(label.Matches(row.Groups["below"].Value), $"{label} {row.Value}");
                Assert.False(label.Matches("0.0.0"), $"{label} 0.0.0");
            }
        }
    }

    [GeneratedRegex(@"^\| `(?<key>\w+)` \| (?<where>[a-z, ]+) \| (?<takes>.*) \|$", RegexOptions.Multiline)]
    private static partial Regex KeyRow();

    [GeneratedRegex(@"^\| (?<labels>`.*`) \| (that tag|the highest)[^|]* \|$", RegexOptions.Multiline)]
    private static partial Regex LabelRow();

    [GeneratedRegex(@"^\| (?<ranges>`.*`) \| (?<from>[0-9.]+) \| (?<below>[0-9.]+) \|$", RegexOptions.Multiline)]
    private static partial Regex RangeRow();

    [GeneratedRegex("`[^`]+`")]
    private static partial Regex Quoted();
}
