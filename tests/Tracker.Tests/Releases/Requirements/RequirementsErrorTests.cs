using System.Diagnostics;
using Tracker.Server.Releases.Requirements;
using static Tracker.Tests.Releases.Requirements.SomeFile;

namespace Tracker.Tests.Releases.Requirements;

public sealed class RequirementsErrorTests
{
    [Theory]
    [InlineData("", 1, 1, "empty")]
    [InlineData("# nothing", 1, 1, "empty")]
    [InlineData("just a text", 1, 1, "a map from groups")]
    [InlineData("g:\n  a:\n    imageTag: 'v1", 3, 15, "not YAML")]
    [InlineData("g:\n\ta: 1", 2, 1, "not YAML")]
    [InlineData("g:\n  a:\n    - [1,\n    b: 2", 3, 5, "may not be closed")]
    [InlineData("h:\n  a: {imageTag: t}", 1, 1, "no group g in this file; there is h.")]
    [InlineData("other-group: {}\nsecond: {}", 1, 1, "no group g in this file; there is other-group, second.")]
    [InlineData("x: {}\ng:\n  b: {imageTag: t}\n  long-name: {}", 2, 1, "no application a in this file; there is b, long-name.")]
    [InlineData("g: {group: {}}", 1, 1, "no application a in this file; there is none.")]
    [InlineData("g:\n  [a]", 2, 3, "g must be a map")]
    [InlineData("g:\n  a: t", 2, 6, "a must be a map")]
    [InlineData("g:\n  a:", 2, 3, "a needs imageTag")]
    [InlineData("g:\n  a:\n    other: 1", 2, 3, "a needs imageTag")]
    [InlineData("g:\n  group: [x]\n  a: {imageTag: t}", 2, 10, "group must be a map")]
    [InlineData("g:\n  a:\n    imageTag: [t]", 3, 15, "imageTag takes a text")]
    [InlineData("g:\n  a:\n    imageTag: a/b", 3, 15, "imageTag: \"a/b\" is neither a tag")]
    [InlineData("g:\n  a:\n    imageTag: 1.x-rc", 3, 15, "imageTag: \"1.x-rc\" is not a range")]
    [InlineData("g:\n  a:\n    imageTag: >=1.2", 3, 15, "not YAML")]
    [InlineData("g:\n  a:\n    imageTag: t\n    depends: b", 4, 14, "depends takes a list of applications")]
    [InlineData("g:\n  a:\n    imageTag: t\n    depends: [[b]]", 4, 15, "depends takes a list of applications")]
    [InlineData("g:\n  a:\n    imageTag: t\n    depends: [b, c d]", 4, 18, "\"g.c d\" is not the name of an application")]
    [InlineData("g:\n  a:\n    imageTag: t\n    depends: [g.a]", 4, 15, "g.a cannot depend on itself")]
    [InlineData("g:\n  a:\n    imageTag: t\n    omitFromDeploy: yes", 4, 21, "an application true or false")]
    [InlineData("g:\n  group: {omitFromDeploy: true}\n  a: {imageTag: t}", 2, 27, "in group a list")]
    [InlineData("g:\n  a:\n    imageTag: t\n    omitFromNamespaces: [a/b]", 4, 26, "not the name of an environment")]
    [InlineData("g:\n  a:\n    imageTag: t\n    environments: [prod]", 4, 19, "environments takes a map")]
    [InlineData("g:\n  a:\n    imageTag: t\n    environments: {prod: 3}", 4, 26, "environments.prod must be a map")]
    [InlineData("g:\n  a:\n    imageTag: t\n    environments: {a b: {}}", 4, 20, "not the name of an environment")]
    [InlineData("g:\n  a:\n    imageTag: t\n    environments: {prod: {imageTag: u}}", 4, 27, "imageTag cannot be different in an environment")]
    [InlineData("g:\n  a:\n    imageTag: t\n    containerOwner: o", 4, 5, "does not belong in an application's entry")]
    [InlineData("g:\n  group: {imageTag: t}\n  a: {imageTag: t}", 2, 11, "belongs in an application's entry")]
    [InlineData("g:\n  group: {containerOwner: Team}\n  a: {imageTag: t}", 2, 27, "\"Team\" cannot be part of an image's name")]
    [InlineData("g:\n  group: {containerRepository: 'https://quay.io'}\n  a: {imageTag: t}", 2, 32, "is not a registry's host")]
    [InlineData("g:\n  group: {containerRepository: registry}\n  a: {imageTag: t}", 2, 32, "is not a registry's host")]
    [InlineData("g:\n  group: {containerRepository: 'quay.io:70000'}\n  a: {imageTag: t}", 2, 32, "is not a registry's host")]
    [InlineData("g:\n  a: {imageTag: t}\n  a: {}", 3, 3, "\"a\" stands here twice, first in line 2.")]
    [InlineData("g:\n  a: {imageTag: t}\n---\ng: {}", 3, 1, "only one document")]
    [InlineData("g:\n  a: {imageTag: !!str t}", 2, 17, "tags (!name) are not taken")]
    [InlineData("g:\n  a: {imageTag: *t}", 2, 17, "*t stands for nothing")]
    [InlineData("g:\n  a: &x\n    b: *x", 3, 8, "*x stands for nothing")]
    [InlineData("g:\n  a: {imageTag: t, <<: 3}", 2, 24, "<< takes a map")]
    [InlineData("g:\n  a: {imageTag: t, ? [k] : v}", 2, 22, "a key must be a text")]
    [InlineData("g:\n  a: {imageTag: t, \"\": v}", 2, 20, "a key must be a text")]
    [InlineData("g:\n  a: {imageTag: t, x: \"\\0\"}", 2, 23, "U+0000")]
    [InlineData("g:\n  a: {imageTag: t, x: \"\\uD800\"}", 2, 23, "surrogate")]
    public void An_error_says_where_and_what(string text, int line, int column, string message)
    {
        var error = Refused(text);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (error.Line, error.Column));
    }

    [Fact]
    public void A_name_that_no_tracker_can_have_is_told()
    {
        Assert.Contains("not the name of an application", Refused("g: {a b: {imageTag: t}}", app: "a b").Message, StringComparison.Ordinal);
        Assert.Contains("no application group", Refused("g: {group: {imageTag: t}}", app: "group").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pyaments", "did you mean payments?")]
    [InlineData("API", "did you mean api?")]
    [InlineData("apu", "did you mean api?")]
    [InlineData("cat", "there is api, payments.")]
    public void A_near_name_is_suggested(string asked, string message) =>
        Assert.EndsWith(message, Refused("g: {api: 1, payments: 1}", app: asked).Message, StringComparison.Ordinal);

    [Fact]
    public void Many_names_are_told_in_part() =>
        Assert.Contains("n19 and 80 more.", Refused("g: {" + string.Join(", ", Enumerable.Range(0, 100).Select(i => $"n{i}: 1")) + "}", app: "quite-another").Message, StringComparison.Ordinal);

    [Fact]
    public void Sizes_are_bounded()
    {
        var start = "g: {a: {imageTag: t, x: ";
        Read(start + new string('x', RequirementsFile.MaxBytes - start.Length - 2) + "}}");
        Assert.Contains("256 KB", Refused(start + new string('x', RequirementsFile.MaxBytes - start.Length - 1) + "}}").Message, StringComparison.Ordinal);
        Assert.Contains("256 KB", Refused(start + new string('é', RequirementsFile.MaxBytes / 2) + "}}").Message, StringComparison.Ordinal);
        Read(start + new string('[', 29) + new string(']', 29) + "}}");
        Read(start + $"{{{new string('k', 512)}: 1}}}}}}");
        Assert.Contains("1 to 512 characters", Refused(start + $"{{{new string('k', 513)}: 1}}}}}}").Message, StringComparison.Ordinal);
        Assert.Contains("at most 32 levels", Refused(start + new string('[', 30) + new string(']', 30) + "}}").Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_aliases_add_up_to_is_bounded()
    {
        var clock = Stopwatch.StartNew();
        var laughs = "x0: &x0 lol\n" + string.Concat(Enumerable.Range(1, 25).Select(i => $"x{i}: &x{i} [*x{i - 1}, *x{i - 1}, *x{i - 1}, *x{i - 1}]\n"));
        Assert.Contains("more than 1048576 characters", Refused(laughs).Message, StringComparison.Ordinal);
        var deep = "x0: &x0 lol\n" + string.Concat(Enumerable.Range(1, 40).Select(i => $"x{i}: &x{i} [*x{i - 1}]\n"));
        Assert.Contains("at most 32 levels", Refused(deep).Message, StringComparison.Ordinal);
        var longText = $"x: &x {new string('x', 100_000)}\ny: [{string.Join(',', Enumerable.Repeat("*x", 50))}]";
        Assert.Contains("more than 1048576 characters", Refused(longText).Message, StringComparison.Ordinal);
        var merges = $"x: &x {{{string.Join(", ", Enumerable.Range(0, 10_000).Select(i => $"k{i}: 1"))}}}\ny: {{<<: [{string.Join(',', Enumerable.Repeat("*x", 30_000))}]}}";
        Assert.Contains("more than 1048576 characters", Refused(merges).Message, StringComparison.Ordinal);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(20), $"it took {clock.Elapsed}");
    }
}
