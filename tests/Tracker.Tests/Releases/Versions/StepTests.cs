using Tracker.Server.Releases.Versions;

namespace Tracker.Tests.Releases.Versions;

public sealed class StepTests
{
    [Theory]
    [InlineData(null, "1.0.0", Step.First)]
    [InlineData(null, "latest", Step.First)]
    [InlineData("1.2.3", "1.2.4", Step.Patch)]
    [InlineData("1.2.3", "1.3.0", Step.Minor)]
    [InlineData("1.2.3", "2.0.0", Step.Major)]
    [InlineData("1.2.3", "v1.2.3", Step.Same)]
    [InlineData("1.2.3", "1.2.2", Step.Lower)]
    [InlineData("1.2.3", "1.2.3-rc.1", Step.Lower)]
    [InlineData("1.2.3", "1.2.4-rc.1", Step.PreRelease)]
    [InlineData("1.2.3", "2.0.0-rc.1", Step.PreRelease)]
    [InlineData("2.0.0-rc.1", "2.0.0-rc.2", Step.PreRelease)]
    [InlineData("2.0.0-rc.1", "2.0.0", Step.Major)]
    [InlineData("2.0.0-rc.1", "2.0.1", Step.Major)]
    [InlineData("1.3.0-rc.1", "1.3.0", Step.Minor)]
    [InlineData("1.3.0-rc.1", "1.3.1", Step.Minor)]
    [InlineData("1.2.3-rc.1", "1.2.3", Step.Patch)]
    [InlineData("1.2.3-rc.1", "1.3.0", Step.Minor)]
    [InlineData("0.1.4", "0.1.5", Step.Patch)]
    [InlineData("0.1.4", "0.2.0", Step.Major)]
    [InlineData("0.0.1", "0.0.2", Step.Major)]
    [InlineData("0.2.0-rc.1", "0.2.0", Step.Major)]
    [InlineData("0.2.1-rc.1", "0.2.1", Step.Patch)]
    [InlineData("0.9.9", "1.0.0", Step.Major)]
    [InlineData("latest", "latest", Step.Same)]
    [InlineData("latest", "stable", Step.Unknown)]
    [InlineData("latest", "1.0.0", Step.Unknown)]
    [InlineData("1.8", "1.8.1", Step.Unknown)]
    public void A_step_is_as_far_as_SemVer_says(string? from, string to, Step step) =>
        Assert.Equal(step, Steps.Between(from is null ? null : VersionTag.Of(from), VersionTag.Of(to)));
}
