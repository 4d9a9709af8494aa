using Tracker.Server.Releases.Flow;
using Tracker.Server.Releases.Versions;

namespace Tracker.Tests.Releases.Flow;

/// <summary>Which images are releases.</summary>
public sealed class IntakeTests
{
    [Theory]
    [InlineData("1.x", "1.0.0", "a", "1.0.0", "a", null)]
    [InlineData("1.x", "1.0.0", "a", "1.0.0", "b", ReleaseCause.MovedTag)]
    [InlineData("1.x", "1.0.0", "a", "1.0.1", "a", ReleaseCause.NewVersion)]
    [InlineData("latest", "latest", "a", "latest", "b", ReleaseCause.MovedTag)]
    // Its tag is gone from the registry: nothing goes back for that.
    [InlineData("1.x", "1.0.4", "a", "1.0.3", "b", null)]
    // Somebody wrote another label.
    [InlineData("1.0.3", "1.0.4", "a", "1.0.3", "b", ReleaseCause.NewVersion)]
    [InlineData("stable", "1.0.4", "a", "stable", "b", ReleaseCause.NewVersion)]
    public void It_is_one_when_it_is_new(string label, string tag, string digest, string found, string foundDigest, ReleaseCause? cause)
    {
        var last = new Release { Image = "quay.io/shop/cart", Tag = tag, Digest = digest };
        Assert.Equal(cause, Intake.Decide(last, last.Image, Label(label), found, foundDigest));
        Assert.Equal(ReleaseCause.NewVersion, Intake.Decide(null, last.Image, Label(label), found, foundDigest));
        Assert.Equal(ReleaseCause.NewVersion, Intake.Decide(last, "quay.io/shop/basket", Label(label), found, foundDigest));
    }

    [Fact]
    public void The_way_leads_through_all_that_is_not_left_out()
    {
        ReleaseEnvironment[] all = [.. new[] { "dev", "ha", "preprod", "prod" }.Select((name, i) => new ReleaseEnvironment { Name = name, Position = i })];
        Assert.Equal("dev", ReleasePath.Next(all, _ => false, null)?.Name);
        Assert.Equal("ha", ReleasePath.Next(all, n => n == "dev", null)?.Name);
        Assert.Equal("preprod", ReleasePath.Next(all, n => n == "ha", all[0])?.Name);
        Assert.Null(ReleasePath.Next(all, _ => false, all[3]));
    }

    private static ContainerLabel Label(string text) => ContainerLabel.TryParse(text, out var label, out var error) ? label : throw new InvalidOperationException(error);
}
