using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Tracker.Protocol.Api;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Operations;
using Tracker.Testing;

namespace Tracker.Tests.Access;

public sealed class ApiKeyFixture : AppFixture
{
    public const string Key = "the-key-of-programs";
    public const string AdminKey = "the-key-of-those-who-administer";

    protected override Task<Dictionary<string, string>> SettingsAsync() => Task.FromResult(new Dictionary<string, string> { ["API_KEY"] = Key, ["ADMIN_KEY"] = AdminKey });
}

public sealed class ApiKeyTests(ApiKeyFixture fixture) : IClassFixture<ApiKeyFixture>
{
    [Theory]
    [InlineData("X-API-KEY", ApiKeyFixture.Key, 200)]
    [InlineData("Authorization", "Bearer " + ApiKeyFixture.Key, 200)]
    [InlineData("X-API-KEY", ApiKeyFixture.AdminKey, 200)]
    [InlineData("X-API-KEY", "another", 401)]
    [InlineData("Authorization", "Bearer another", 401)]
    [InlineData("Authorization", "Basic " + ApiKeyFixture.Key, 401)]
    [InlineData("Accept", "*/*", 401)]
    public async Task A_key_ends_open_mode_and_opens_the_door(string header, string value, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1alpha1/events/list");
        request.Headers.TryAddWithoutValidation(header, value);
        Assert.Equal(status, (int)(await fixture.App.Http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Grpc_refuses_in_its_own_words_and_takes_the_key()
    {
        Assert.Equal("16", await GrpcStatusAsync(null));
        Assert.Equal("16", await GrpcStatusAsync("wrong"));
        Assert.Equal("0", await GrpcStatusAsync(ApiKeyFixture.Key));
    }

    [Fact]
    public async Task A_person_signs_in_with_the_key_and_out_again()
    {
        var cookies = new CookieContainer();
        using var browser = new HttpClient(new HttpClientHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = fixture.App.HttpAddress };
        var first = await browser.GetAsync("/events");
        Assert.Equal("/sign-in?return=%2Fevents", first.Headers.Location?.ToString());

        Assert.Contains("not valid", await (await SignInAsync(browser, "wrong key")).Content.ReadAsStringAsync());
        var signedIn = await SignInAsync(browser, ApiKeyFixture.Key);
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
        Assert.EndsWith("/events", signedIn.Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/v1alpha1/events/list")).StatusCode);

        await browser.PostAsync("/sign-out", null);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/v1alpha1/events/list")).StatusCode);
    }

    [Fact]
    public async Task A_session_ends_with_the_key_it_was_opened_with()
    {
        using var folder = new TempFolder();
        var cookies = new CookieContainer();
        await using (var app = await TrackerApp.StartAsync(new Dictionary<string, string> { ["API_KEY"] = "first-key" }, folder: folder))
        {
            using var browser = new HttpClient(new HttpClientHandler { CookieContainer = cookies, AllowAutoRedirect = false }) { BaseAddress = app.HttpAddress };
            Assert.Equal(HttpStatusCode.Redirect, (await SignInAsync(browser, "first-key")).StatusCode);
        }

        foreach (var (key, status) in new[] { ("first-key", HttpStatusCode.OK), ("second-key", HttpStatusCode.Unauthorized) })
        {
            await using var app = await TrackerApp.StartAsync(new Dictionary<string, string> { ["API_KEY"] = key }, folder: folder);
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1alpha1/events/list");
            request.Headers.Add("Cookie", cookies.GetAllCookies().First(c => c.Name == "tracker_session").ToString());
            Assert.Equal(status, (await app.Http.SendAsync(request)).StatusCode);
        }
    }

    [Theory]
    [InlineData(ApiKeyFixture.Key, "key:api_key", "API_KEY", Scope.Write)]
    [InlineData(ApiKeyFixture.AdminKey, "key:admin_key", "ADMIN_KEY", Scope.Admin)]
    public async Task Each_key_has_its_scope_also_in_a_session(string key, string id, string name, Scope granted)
    {
        using var scope = fixture.App.App.Services.CreateScope();
        var authenticator = scope.ServiceProvider.GetRequiredService<Authenticator>();
        Assert.Equal(new Principal(id, name, granted), await authenticator.ByKeyAsync(key, TestContext.Current.CancellationToken));
        var http = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        http.Request.Headers.Cookie = await SessionCookieAsync(key);
        Assert.Equal(new Principal(id, name, granted), await authenticator.AuthenticateAsync(http));
    }

    [Fact]
    public async Task An_admin_key_alone_ends_open_mode_too()
    {
        await using var app = await TrackerApp.StartAsync(new Dictionary<string, string> { ["ADMIN_KEY"] = ApiKeyFixture.AdminKey });
        Assert.Equal(401, (await app.GetAsync("/api/v1alpha1/events/list")).Status);
    }

    [Fact]
    public async Task Two_keys_of_one_text_stop_the_start()
    {
        var e = await Assert.ThrowsAsync<SettingsException>(() =>
            TrackerApp.StartAsync(new Dictionary<string, string> { ["API_KEY"] = "the same text", ["ADMIN_KEY"] = "the same text" }));
        Assert.Contains("ADMIN_KEY", e.Message);
    }

    [Theory]
    [InlineData(true, null, null, 200)]
    [InlineData(false, null, null, 401)]
    [InlineData(false, null, ApiKeyFixture.Key, 200)]
    [InlineData(false, "cross-site", ApiKeyFixture.Key, 403)]
    [InlineData(false, "same-site", ApiKeyFixture.Key, 403)]
    [InlineData(false, "same-origin", ApiKeyFixture.Key, 200)]
    [InlineData(true, "cross-site", null, 200)]
    public async Task A_get_that_changes_something_takes_a_key_and_no_session(bool ordinary, string? site, string? key, int status)
    {
        using var scope = fixture.App.App.Services.CreateScope();
        var services = scope.ServiceProvider;
        var http = new DefaultHttpContext { RequestServices = services };
        http.Request.Method = "GET";
        http.Request.Headers.Cookie = await SessionCookieAsync(ApiKeyFixture.Key);
        if (site is not null) http.Request.Headers["Sec-Fetch-Site"] = site;
        if (key is not null) http.Request.Headers["X-API-KEY"] = key;
        object[] metadata = ordinary ? [new ScopeRequirement(Scope.Write)] : [new ScopeRequirement(Scope.Write), new ChangesByGet()];
        http.SetEndpoint(new Endpoint(null, new EndpointMetadataCollection(metadata), "a GET"));

        await new AccessMiddleware(_ => Task.CompletedTask, services.GetRequiredService<Authenticator>(), services.GetRequiredService<Quotas>()).InvokeAsync(http);
        Assert.Equal(status, http.Response.StatusCode);
    }

    [Fact]
    public async Task Unlock_by_get_takes_no_cookie()
    {
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = fixture.App.HttpAddress };
        browser.DefaultRequestHeaders.Add("Cookie", await SessionCookieAsync(ApiKeyFixture.Key));
        var path = $"/api/v1alpha1/unlock/{Guid.NewGuid()}";
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.DeleteAsync($"/api/v1alpha1/lock/{Guid.NewGuid()}")).StatusCode);
        browser.DefaultRequestHeaders.Add("X-API-KEY", ApiKeyFixture.Key);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(path)).StatusCode);
    }

    private async Task<string> SessionCookieAsync(string key)
    {
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = fixture.App.HttpAddress };
        var signedIn = await SignInAsync(browser, key);
        return signedIn.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("tracker_session=", StringComparison.Ordinal)).Split(';')[0];
    }

    [Fact]
    public async Task The_keys_that_sign_sessions_are_sealed_in_the_store()
    {
        var rows = await Tracker.Storage.Reads.QueryAsync(
            fixture.App.Database, "SELECT sealed FROM data_protection_key", r => r.GetFieldValue<byte[]>(0), TestContext.Current.CancellationToken);
        Assert.NotEmpty(rows);
        Assert.All(rows, r => Assert.DoesNotContain("masterKey", System.Text.Encoding.Latin1.GetString(r)));
    }

    private async Task<string> GrpcStatusAsync(string? key)
    {
        using var client = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(fixture.App.GrpcAddress, "/tracker.event.v1alpha1.EventService/ListEvents"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(new byte[5]) { Headers = { ContentType = new("application/grpc") } },
        };
        request.Headers.Add("te", "trailers");
        if (key is not null) request.Headers.Add("x-api-key", key);
        using var answer = await client.SendAsync(request);
        await answer.Content.ReadAsByteArrayAsync();
        var headers = answer.Headers.Contains("grpc-status") ? answer.Headers : answer.TrailingHeaders;
        Assert.True(headers.Contains("grpc-status"), $"{(int)answer.StatusCode} {answer.Headers} {answer.TrailingHeaders}");
        return headers.GetValues("grpc-status").Single();
    }

    private static Task<HttpResponseMessage> SignInAsync(HttpClient browser, string key) =>
        browser.SubmitAsync("/sign-in?return=%2Fevents", "sign-in-key", ("Input.Key", key));
}
