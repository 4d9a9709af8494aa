using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Tracker.Server.Releases.Requirements;

namespace Tracker.Tests.Releases.Requirements;

public sealed class ConfigurationDiffTests
{
    [Theory]
    [InlineData("{}", "{}", "")]
    [InlineData("""{"cpu":1}""", """{"cpu":2}""", "cpu: 1 > 2")]
    [InlineData("""{"r":{"cpu":1}}""", """{"r":{"memory":"1Gi"}}""", "r.cpu: 1 > -; r.memory: - > \"1Gi\"")]
    [InlineData("""{"a":null}""", "{}", "a: null > -")]
    [InlineData("{}", """{"a":{"b":[1]}}""", """a: - > {"b":[1]}""")]
    [InlineData("""{"a":{"b":1}}""", """{"a":[1]}""", """a: {"b":1} > [1]""")]
    [InlineData("""{"hosts":["x","y"]}""", """{"hosts":["z"]}""", """hosts[0]: "x" > "z"; hosts[1]: "y" > -""")]
    [InlineData("""{"l":[{"a":1}]}""", """{"l":[{"a":2},{}]}""", "l[0].a: 1 > 2; l[1]: - > {}")]
    [InlineData("""{"l":{"app.io/n":1}}""", """{"l":{"app.io/n":2}}""", """l["app.io/n"]: 1 > 2""")]
    [InlineData("""{"a b":1}""", """{"a b":2}""", """["a b"]: 1 > 2""")]
    [InlineData("""{"env":[{"name":"A","value":1},{"name":"B","value":1}]}""", """{"env":[{"name":"B","value":2}]}""", """env[name=A]: {"name":"A","value":1} > -; env[name=B].value: 1 > 2""")]
    [InlineData("""{"env":[{"name":"A"}]}""", """{"env":[{"name":"A"},{"name":"B c"}]}""", """env[name="B c"]: - > {"name":"B c"}""")]
    [InlineData("""{"env":[{"name":"A"},{"name":"B"}]}""", """{"env":[{"name":"B"},{"name":"A"}]}""", """env[].name: ["A","B"] > ["B","A"]""")]
    [InlineData("""{"env":[{"name":"A"},{"name":"A"}]}""", """{"env":[{"name":"A"}]}""", """env[1]: {"name":"A"} > -""")]
    [InlineData("""{"env":[{"name":"A"}]}""", """{"env":[]}""", """env[name=A]: {"name":"A"} > -""")]
    public void Changes_are_told_where_they_are(string before, string after, string changes) =>
        Assert.Equal(changes, string.Join("; ", ConfigurationDiff.Between(before, after).Changes.Select(c => $"{c.Path}: {c.Before ?? "-"} > {c.After ?? "-"}")));

    [Fact]
    public void Before_the_first_there_was_nothing() => Assert.Equal([new("imageTag", null, "\"t\"")], ConfigurationDiff.Between(null, """{"imageTag":"t"}""").Changes);

    [Fact]
    public void Many_changes_are_told_in_part()
    {
        var after = CanonicalJson.Of(new JsonObject(Enumerable.Range(0, 1_000).Select(i => KeyValuePair.Create($"k{i:d4}", (JsonNode?)i))));
        var diff = ConfigurationDiff.Between("{}", after);
        Assert.Equal((200, 800, "k0000", "k0199"), (diff.Changes.Count, diff.More, diff.Changes[0].Path, diff.Changes[^1].Path));
    }

    [Fact]
    public void The_changes_lead_from_one_to_the_other() => Check.One(
        Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(2_000),
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var before = SomeJson.Map(random, 4);
            var after = random.Next(10) == 0 ? SomeJson.Map(random, 4) : SomeJson.Changed(before, random, 4) as JsonObject ?? [];
            var (left, right) = (CanonicalJson.Of(before), CanonicalJson.Of(after));
            var diff = ConfigurationDiff.Between(left, right, int.MaxValue);
            Assert.Equal(left == right, diff.Changes.Count == 0);
            Assert.Equal(diff.Changes.Count, diff.Changes.Select(c => c.Path).Distinct().Count());
            Assert.Equal(right, CanonicalJson.Of(ConfigurationPatch.Apply(left, diff.Changes)));
            Assert.Equal(left, CanonicalJson.Of(ConfigurationPatch.Apply(left, [])));
        }));
}
