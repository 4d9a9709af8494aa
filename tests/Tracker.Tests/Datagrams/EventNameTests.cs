using FsCheck;
using FsCheck.Fluent;
using Tracker.Protocol.Timelines;

namespace Tracker.Tests.Datagrams;

public sealed class EventNameTests
{
    [Theory]
    [InlineData("build", "build")]
    [InlineData("build.compile.linker", "build|compile|linker")]
    [InlineData(@"deploy.node-1\.example\.org", "deploy|node-1.example.org")]
    [InlineData(@"a\\.b", @"a\|b")]
    [InlineData(@"a\\\.b", @"a\.b")]
    [InlineData(@"C:\build\x.y", @"C:\build\x|y")]
    [InlineData(@"a.b\", @"a|b\")]
    [InlineData(@"\", @"\")]
    [InlineData("a..b", "a||b")]
    public void Dots_divide_unless_escaped(string name, string parts) => Assert.Equal(parts.Split('|'), EventName.Split(name));

    [Theory]
    [InlineData("build", null)]
    [InlineData("build.compile", "build")]
    [InlineData("build.compile.linker", "build.compile")]
    [InlineData(@"deploy\.all.node\.1", @"deploy\.all")]
    [InlineData(@"a\.b", null)]
    [InlineData(@"a\\.b", @"a\\")]
    public void The_parent_is_one_level_up(string name, string? parent) => Assert.Equal(parent, EventName.Parent(name));

    [Theory]
    [InlineData("build", "build")]
    [InlineData("build.compile", "compile")]
    [InlineData(@"deploy.node\.1", "node.1")]
    public void The_leaf_is_the_last_part(string name, string leaf) => Assert.Equal(leaf, EventName.Leaf(name));

    [Fact]
    public void Any_parts_survive() => Check.One(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(2_000), Prop.ForAll(SomeMessages.Parts.ToArbitrary(), parts =>
    {
        var name = EventName.Join(parts);
        Assert.Equal(parts, EventName.Split(name));
        Assert.Equal(parts[^1], EventName.Leaf(name));
        Assert.Equal(parts.Length == 1 ? null : EventName.Join(parts[..^1]), EventName.Parent(name));
    }));
}
