using System.Net;
using System.Text.RegularExpressions;
using Tracker.Tests.Releases.Queues;

namespace Tracker.Tests.Releases.Pages;

/// <summary>The rules of environments, as an administrator sets them by hand.</summary>
public sealed partial class EnvironmentsPageTests(ReleaseAppFixture fixture) : IClassFixture<ReleaseAppFixture>
{
    private const string Page = "/admin/environments";

    [Fact]
    public async Task Rules_and_order_are_set_by_forms_and_what_is_wrong_is_told_beside_its_field()
    {
        Assert.Equal(403, (await fixture.GetAsync(Page)).Status);
        var wrong = await SubmitAsync("environment-prod", ("reach-prod", "minor"), ("soak-prod", "600"), ("window.cron-prod", "0 9 * * 1-5"), ("window.length-prod", "5"));
        Assert.Equal(422, wrong.Status);
        Assert.Contains("window.length must be 60 to", wrong.Text, StringComparison.Ordinal);
        Assert.Contains("0 9 * * 1-5", WebUtility.HtmlDecode(wrong.Text), StringComparison.Ordinal);

        var saved = await SubmitAsync(
            "environment-prod", ("reach-prod", "minor"), ("soak-prod", "600"), ("needsApproval-prod", "true"), ("approveWithin-prod", ""), ("window.cron-prod", "0 9 * * 1-5"), ("window.zone-prod", "Europe/Paris"), ("window.length-prod", "3600"));
        Assert.Equal(200, saved.Status);
        Assert.Equal(200, (await SubmitAsync("earlier-prod")).Status);
        var all = (await fixture.GetAsync("/api/release-environments")).Json.AsArray();
        Assert.Equal(["dev", "ha", "prod", "preprod"], all.Select(e => (string)e!["name"]!));
        Assert.Equal(
            """{"name":"prod","reach":"minor","takesFixedTags":false,"window":{"cron":"0 9 * * 1-5","zone":"Europe/Paris","length":3600},"soak":600,"needsApproval":true,"approveWithin":null}""",
            all[2]!.ToJsonString());
    }

    /// <summary>The page as it comes after its form was sent.</summary>
    private async Task<(int Status, string Text)> SubmitAsync(string form, params (string Name, string Value)[] fields)
    {
        var page = await fixture.SendAsync(HttpMethod.Get, Page, key: ReleaseAppFixture.OtherKey);
        Assert.Equal(200, page.Status);
        var values = fields.Select(f => KeyValuePair.Create(f.Name, f.Value)).Append(new("_handler", form)).Append(new("__RequestVerificationToken", Token().Match(page.Text).Groups[1].Value));
        using var request = new HttpRequestMessage(HttpMethod.Post, Page) { Content = new FormUrlEncodedContent(values), Headers = { { "X-API-KEY", ReleaseAppFixture.OtherKey } } };
        using var response = await fixture.App.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]*)\"")]
    private static partial Regex Token();
}
