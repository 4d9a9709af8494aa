using Tracker.Testing;

namespace Tracker.Tests.Notifications;

/// <summary>A rule that one replica has answered holds for the very next write of another.</summary>
public sealed class RuleReplicaTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_write_after_the_answer_misses_a_rule_or_heeds_one_that_is_gone()
    {
        var settings = await Outside.PostgresAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var one = await TrackerApp.StartAsync(settings);
        await using var two = await TrackerApp.StartAsync(settings);
        foreach (var app in new[] { one, two }) Outside.Administer(app.Http);
        var channel = (await one.PostAsync("/api/v1/channels", new { name = "hook", kind = "webhook", config = new { url = receiver.Url("/").ToString() } })).TextAt("id");
        for (var round = 0; round < 8; round++)
        {
            var service = Some.Name("pay");
            // The other replica is busy with its copy while the rule is made.
            for (var i = 0; i < 5; i++) await EventAsync(two, service);
            var rule = (await one.PostAsync("/api/v1/rules", new { channel, service })).TextAt("id");
            var told = await EventAsync(two, service);
            Assert.Equal(204, (await one.DeleteAsync($"/api/v1/rules/{rule}")).Status);
            var untold = await EventAsync(two, service);
            Assert.Single((await two.GetAsync($"/api/v1/deliveries?subject={told}")).Json.AsArray());
            Assert.Empty((await two.GetAsync($"/api/v1/deliveries?subject={untold}")).Json.AsArray());
        }

        await Poll.UntilAsync(() => receiver.Requests.Count == 8, TimeSpan.FromSeconds(30), Ct);
    }

    private static async Task<string> EventAsync(TrackerApp app, string service) =>
        (await app.PostAsync("/api/v1alpha1/event", new { title = "Broken", attributes = new { type = "incident", service } })).TextAt("event.metadata.id");
}
