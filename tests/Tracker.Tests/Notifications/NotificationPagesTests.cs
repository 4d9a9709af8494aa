using System.Net;
using System.Text.Json.Nodes;
using Tracker.Testing;
using Tracker.Tests.Access;

namespace Tracker.Tests.Notifications;

/// <summary>The pages as a browser without script uses them.</summary>
public sealed class NotificationPagesTests(OutboundAppFixture fixture) : IClassFixture<OutboundAppFixture>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_channel_is_made_tested_given_a_rule_and_its_delivery_is_in_the_log()
    {
        await using var receiver = await Receiver.StartAsync();
        using var browser = fixture.App.Browser();
        Outside.Administer(browser);
        var (name, service) = (Some.Name("hook"), Some.Name("pay"));
        using var made = await browser.SubmitAsync("/admin/channels", "channel", ("Input.Name", name), ("Input.Kind", "webhook"), ("Input.Url", receiver.Url("/secret-path").ToString()));
        Assert.Contains("shown this once", await made.Content.ReadAsStringAsync(Ct));
        Assert.DoesNotContain("secret-path", await browser.GetStringAsync("/admin/channels", Ct));

        var channels = (await fixture.App.GetAsync("/api/v1/channels")).Json.AsArray();
        var id = (string)channels.Single(c => (string)c!["name"]! == name)!["id"]!;
        using var tested = await browser.ConfirmAsync("/admin/channels", $"/admin/channels/{id}/test");
        Assert.Equal(HttpStatusCode.Redirect, tested.StatusCode);
        Assert.Contains("The test arrived: 200 ok", await browser.GetStringAsync("/admin/channels", Ct));
        Assert.Equal("test", (string)JsonNode.Parse(Assert.Single(receiver.Requests).Body)!["kind"]!);

        using var ruled = await browser.SubmitAsync("/admin/rules", "rule", ("Input.Channel", id), ("Input.Kinds", "incident, *.failure"), ("Input.Service", service), ("Input.Severity", "warning"));
        Assert.Contains("incident, *.failure", await ruled.Content.ReadAsStringAsync(Ct));
        receiver.Answer = _ => Reply.Of(500, "broken");
        var title = Some.Name("Outage");
        await fixture.App.PostAsync("/api/v1alpha1/event", new { title, attributes = new { type = "incident", service } });
        await Poll.UntilAsync(() => receiver.Requests.Count > 1, ct: Ct);
        Assert.Contains(title, await browser.GetStringAsync("/admin/deliveries?state=waiting", Ct));
        using var off = await browser.ConfirmAsync("/admin/channels", $"/admin/channels/{id}/enabled", ("enabled", "false"));
        await Poll.UntilAsync(async () => (await browser.GetStringAsync("/admin/deliveries?state=dead", Ct)).Contains(title, StringComparison.Ordinal), TimeSpan.FromSeconds(30), Ct);

        var delivery = $"/admin/deliveries/{receiver.Requests[1].Header("Tracker-Delivery")}";
        Assert.Contains("500 broken", await browser.GetStringAsync(delivery, Ct));
        receiver.Answer = _ => Reply.Of(200, "ok");
        using var on = await browser.ConfirmAsync("/admin/channels", $"/admin/channels/{id}/enabled", ("enabled", "true"));
        using var retried = await browser.ConfirmAsync(delivery, delivery + "/retry");
        await Poll.UntilAsync(async () => (await browser.GetStringAsync(delivery, Ct)).Contains("Delivered", StringComparison.Ordinal), TimeSpan.FromSeconds(30), Ct);
    }

    [Fact]
    public async Task A_channel_that_cannot_be_keeps_the_form_and_says_why_at_the_field()
    {
        using var browser = fixture.App.Browser();
        Outside.Administer(browser);
        using var answer = await browser.SubmitAsync("/admin/channels", "channel", ("Input.Name", "x"), ("Input.Kind", "webhook"), ("Input.Url", "http://10.0.0.1/"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("f-Input-Url-error", await answer.Content.ReadAsStringAsync(Ct));
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/admin/deliveries/{Guid.NewGuid()}", Ct)).StatusCode);
    }
}
