using Tracker.Server.Notifications.Deliveries;
using Tracker.Server.Notifications.Rules;

namespace Tracker.Tests.Notifications;

public sealed class BackOffTests
{
    [Theory]
    [InlineData(1, null, 2)]
    [InlineData(2, null, 6)]
    [InlineData(5, null, 162)]
    [InlineData(9, null, 3600)]
    [InlineData(17, null, 3600)]
    [InlineData(1, 30, 30)]
    [InlineData(5, 30, 162)]
    [InlineData(1, -5, 2)]
    [InlineData(1, 1_000_000, 86400)]
    public void Failures_are_tried_again_ever_later_and_not_before_the_receiver_wants(int ended, int? wanted, int seconds)
    {
        TimeSpan? after = wanted is { } w ? TimeSpan.FromSeconds(w) : null;
        Assert.Equal(TimeSpan.FromSeconds(seconds), BackOff.After(ended, after, 0));
        Assert.True(BackOff.After(ended, after, 1) > BackOff.After(ended, after, 0));
    }

    [Theory]
    [InlineData("deployment", "deployment", true)]
    [InlineData("deployment", "deployment.failure", true)]
    [InlineData("deployment.failure", "deployment.failure", true)]
    [InlineData("*.failure", "deployment.failure", true)]
    [InlineData("deployment.failure", "deployment", false)]
    [InlineData("deployment.success", "deployment.failure", false)]
    [InlineData("deploy", "deployment", false)]
    [InlineData("*.failure", "failure", false)]
    public void A_pattern_fits_what_it_begins(string pattern, string kind, bool fits) => Assert.Equal(fits, AlertRule.Fits(pattern, kind));
}
