namespace Tracker.Tests.Releases.Versions;

/// <summary>The examples of npm's documentation, and where Tracker differs from it.</summary>
public sealed class VersionRangeTests
{
    [Theory]
    [InlineData(">=1.2.7", "1.2.7 1.2.8 2.5.3 1.3.9", "1.2.6 1.1.0")]
    [InlineData(">=1.2.7 <1.3.0", "1.2.7 1.2.8 1.2.99", "1.2.6 1.3.0 1.1.0")]
    [InlineData("=1.2.7 || >=1.2.9 <2.0.0", "1.2.7 1.2.9 1.4.6", "1.2.8 2.0.0")]
    [InlineData("1.x || >=2.5.0 || 5.0.0 - 7.2.3", "1.2.3 2.5.0 6.0.0", "0.9.9 2.4.9")]
    [InlineData(">1.2.3-alpha.3", "1.2.3-alpha.7 3.4.5 1.2.3", "3.4.5-alpha.9 1.2.3-alpha.3")]
    [InlineData("1.2.3 - 2.3.4", "1.2.3 2.3.4", "1.2.2 2.3.5")]
    [InlineData("1.2 - 2.3.4", "1.2.0 2.3.4", "1.1.9 2.3.5")]
    [InlineData("1.2.3 - 2.3", "1.2.3 2.3.99", "2.4.0 2.4.0-0")]
    [InlineData("1.2.3 - 2", "1.2.3 2.99.0", "3.0.0 3.0.0-0")]
    [InlineData("*", "0.0.0 9.9.9", "1.0.0-rc.1")]
    [InlineData("1.x", "1.0.0 1.99.99", "0.9.9 2.0.0 2.0.0-0")]
    [InlineData("1.2.x", "1.2.0 1.2.99", "1.1.9 1.3.0 1.3.0-0")]
    [InlineData("1.*", "1.0.0 1.99.99", "0.9.9 2.0.0")]
    [InlineData("1", "1.0.0 1.99.99", "0.9.9 2.0.0")]
    [InlineData("1.2", "1.2.0 1.2.99", "1.1.9 1.3.0")]
    [InlineData("~1.2.3", "1.2.3 1.2.99", "1.2.2 1.3.0 1.3.0-0")]
    [InlineData("~1.2", "1.2.0 1.2.99", "1.1.9 1.3.0")]
    [InlineData("~1", "1.0.0 1.99.99", "0.9.9 2.0.0")]
    [InlineData("~0.2.3", "0.2.3 0.2.99", "0.2.2 0.3.0")]
    [InlineData("~0.2", "0.2.0 0.2.99", "0.1.9 0.3.0")]
    [InlineData("~0", "0.0.0 0.99.99", "1.0.0")]
    [InlineData("~1.2.3-beta.2", "1.2.3-beta.4 1.2.3 1.2.4", "1.2.3-beta.1 1.2.4-beta.2 1.3.0")]
    [InlineData("^1.2.3", "1.2.3 1.99.99", "1.2.2 2.0.0 2.0.0-0")]
    [InlineData("^0.2.3", "0.2.3 0.2.99", "0.2.2 0.3.0")]
    [InlineData("^0.0.3", "0.0.3", "0.0.2 0.0.4 0.0.4-0")]
    [InlineData("^1.2.3-beta.2", "1.2.3-beta.4 1.2.3 1.3.0", "1.2.4-beta.2 2.0.0-0 2.0.0")]
    [InlineData("^0.0.3-beta", "0.0.3-pr.2 0.0.3", "0.0.3-alpha 0.0.4-0 0.0.4")]
    [InlineData("^1.2.x", "1.2.0 1.99.99", "1.1.9 2.0.0")]
    [InlineData("^0.0.x", "0.0.0 0.0.99", "0.1.0")]
    [InlineData("^0.0", "0.0.0 0.0.99", "0.1.0")]
    [InlineData("^1.x", "1.0.0 1.99.99", "0.9.9 2.0.0")]
    [InlineData("^0.x", "0.0.0 0.99.99", "1.0.0")]
    [InlineData(">1", "2.0.0", "1.99.99 2.0.0-0")]
    [InlineData(">1.2", "1.3.0", "1.2.99 1.3.0-0")]
    [InlineData(">=1", "1.0.0 2.0.0", "0.99.0 1.0.0-0")]
    [InlineData("<2", "1.99.99", "2.0.0 2.0.0-0 1.0.0-0")]
    [InlineData("<=2", "2.99.99", "3.0.0 3.0.0-0")]
    [InlineData("<=2.1", "2.1.99", "2.2.0")]
    [InlineData("<=2.1.3", "2.1.3", "2.1.4")]
    public void Ranges_are_npms(string range, string inside, string outside) => Holds(range, inside, outside);

    [Theory]
    [InlineData("1.8.x-0", "1.8.0-alpha 1.8.7-rc.1 1.8.7", "1.9.0-alpha 1.7.9 1.9.0")]
    [InlineData(">=1.2.0-0 <2", "1.2.0-alpha 1.5.0-rc.1 1.9.9", "2.0.0-rc.1 1.1.9 2.0.0")]
    [InlineData(">=1.2.0-0 <2.0.0", "1.2.0-alpha 1.5.0-rc.1", "2.0.0-rc.1")]
    [InlineData("^1.2.0-0", "1.2.0-alpha 1.5.0-rc.1 1.2.0", "2.0.0-alpha")]
    [InlineData("~1-0", "1.0.0-alpha 1.5.0-rc.1", "2.0.0-alpha")]
    [InlineData(">1-0", "2.0.0-alpha 2.0.0", "1.9.9")]
    [InlineData(">=1.2.3 <2.0.0-0", "1.2.3 1.9.9", "1.9.9-rc.1 2.0.0-alpha")]
    [InlineData("*-0 || 3.x", "0.0.1-alpha 3.0.0-alpha 3.0.0", "")]
    [InlineData("1.x-0 || 3.x", "1.2.0-alpha 3.0.0", "3.0.0-alpha")]
    public void Zero_as_a_pre_release_asks_for_all(string range, string inside, string outside) => Holds(range, inside, outside);

    [Theory]
    [InlineData(">= 1.2 , < 2", "1.2.0 1.9.0", "2.0.0")]
    [InlineData(">=1.2<2", "1.2.0 1.9.0", "2.0.0")]
    [InlineData("v1.8.x", "v1.8.3 1.8.3 V1.8.3", "v1.9.0")]
    [InlineData("1.8.x", "v1.8.3 1.8.3", "v1.9.0")]
    [InlineData(">=v1.2 <v2", "v1.2.0 1.9.0", "v2.0.0")]
    public void Spelling_is_free(string range, string inside, string outside) => Holds(range, inside, outside);

    private static void Holds(string range, string inside, string outside)
    {
        var label = ContainerLabelTests.Label(range);
        Assert.All(inside.Split(' ', StringSplitOptions.RemoveEmptyEntries), tag => Assert.True(label.Matches(tag), $"{tag} is in {range}"));
        Assert.All(outside.Split(' ', StringSplitOptions.RemoveEmptyEntries), tag => Assert.False(label.Matches(tag), $"{tag} is not in {range}"));
    }
}
