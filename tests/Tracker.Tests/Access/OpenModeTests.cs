using System.Net;
using Tracker.Testing;

namespace Tracker.Tests.Access;

/// <summary>While there is no key, programs on this machine may do everything; whatever looks like a stranger may not.</summary>
public sealed class OpenModeTests(AppFixture fixture) : IClassFixture<AppFixture>
{
    private const string List = "/api/v1alpha1/events/list";

    [Fact]
    public async Task A_program_on_this_machine_needs_no_credentials() => Assert.Equal(200, (await fixture.App.GetAsync(List)).Status);

    [Theory]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("X-Forwarded-Host", "localhost")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    [InlineData("X-Real-IP", "127.0.0.1")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("Host", "tracker.example.com")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Origin", "null")]
    public async Task What_looks_forwarded_or_foreign_is_a_stranger(string header, string value)
    {
        var answer = await SendAsync(HttpMethod.Get, header, value);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("X-API-KEY", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_wrong_key_is_refused_even_here() =>
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(HttpMethod.Get, "X-API-KEY", "not-a-key")).StatusCode);

    [Theory]
    [InlineData("cross-site", HttpStatusCode.Forbidden)]
    [InlineData("same-site", HttpStatusCode.Forbidden)]
    [InlineData("same-origin", HttpStatusCode.BadRequest)]
    public async Task A_browser_on_another_site_changes_nothing(string site, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1alpha1/event") { Content = new StringContent("{}", null, "application/json") };
        request.Headers.Add("Sec-Fetch-Site", site);
        Assert.Equal(status, (await fixture.App.Http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Who_comes_through_a_trusted_proxy_is_not_local_whatever_the_proxy_says()
    {
        await using var app = await TrackerApp.StartAsync(new Dictionary<string, string> { ["TRACKER_TRUSTED_PROXIES"] = "127.0.0.0/8, ::1/128" });
        Assert.Equal(200, (await app.GetAsync(List)).Status);
        using var request = new HttpRequestMessage(HttpMethod.Get, List);
        request.Headers.Add("X-Forwarded-For", "127.0.0.1");
        Assert.Equal(HttpStatusCode.Unauthorized, (await app.Http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Without_the_flag_nothing_is_open()
    {
        await using var app = await TrackerApp.StartAsync(new Dictionary<string, string> { ["OPEN_LOOPBACK"] = "false" });
        Assert.Equal(401, (await app.GetAsync(List)).Status);
        Assert.Equal(200, (await app.GetAsync("/healthz/ready")).Status);
    }

    [Fact]
    public async Task Anonymous_callers_get_what_they_are_allowed_and_no_more()
    {
        await using var app = await TrackerApp.StartAsync(new Dictionary<string, string> { ["OPEN_LOOPBACK"] = "false", ["TRACKER_ALLOW_ANONYMOUS"] = "read" });
        Assert.Equal(200, (await app.GetAsync(List)).Status);
        Assert.Equal(401, (await app.PostAsync("/api/v1alpha1/event", Some.EventJson())).Status);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string header, string value)
    {
        using var request = new HttpRequestMessage(method, List);
        request.Headers.TryAddWithoutValidation(header, value);
        return await fixture.App.Http.SendAsync(request);
    }
}
