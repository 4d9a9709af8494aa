using System.Net;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Tracker.Rpc;
using Tracker.Server.Web;

namespace Tracker.BrowserTests.Kit;

/// <summary>What the shell says in headers; needs no browser.</summary>
public sealed class HeaderTests(KitHost host) : IDisposable
{
    private readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = host.Address };

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("/_kit"), InlineData("/nowhere"), InlineData("/_kit/broken/bug")]
    public async Task Every_document_is_guarded(string path)
    {
        _http.DefaultRequestHeaders.Add("Accept", "text/html");
        using var answer = await _http.GetAsync(path);
        Assert.Equal(SecurityHeaders.ContentSecurityPolicy, Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.Contains("camera=()", Assert.Single(answer.Headers.GetValues("Permissions-Policy")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Opener-Policy")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Resource-Policy")));
    }

    [Theory]
    [InlineData("/api/missing"), InlineData("/theme?to=dark")]
    public async Task Every_other_answer_is_kept_from_being_taken_for_one(string path)
    {
        using var answer = await _http.GetAsync(path);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Cross-Origin-Resource-Policy")));
        Assert.False(answer.Headers.Contains("Content-Security-Policy"));
    }

    [Fact]
    public async Task Files_are_kept_for_ever_under_the_hash_of_their_content_and_not_under_another()
    {
        var page = await _http.GetStringAsync("/_kit");
        var css = System.Text.RegularExpressions.Regex.Match(page, "/assets/[0-9a-f]+/app.css").Value;
        using var now = await _http.GetAsync(css);
        Assert.Equal("text/css; charset=utf-8", now.Content.Headers.ContentType?.ToString());
        Assert.Contains("immutable", now.Headers.CacheControl?.ToString());
        using var neighbour = await _http.GetAsync("/assets/000000000000/app.css");
        Assert.Equal(HttpStatusCode.OK, neighbour.StatusCode);
        Assert.True(neighbour.Headers.CacheControl?.NoCache);
        using var missing = await _http.GetAsync("/assets/000000000000/../../appsettings.json");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Theory, InlineData("//evil.example/"), InlineData("https://evil.example/"), InlineData("/\\evil.example")]
    public async Task The_theme_link_leads_nowhere_else(string back)
    {
        using var answer = await _http.GetAsync("/theme?to=dark&back=" + Uri.EscapeDataString(back));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/", answer.Headers.Location?.ToString());
    }

    [Fact]
    public async Task An_unknown_theme_is_refused()
    {
        using var answer = await _http.GetAsync("/theme?to=pink");
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("auto, light, dark", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_page_without_a_form_may_be_kept_for_going_back()
    {
        using var page = await _http.GetAsync("/_kit/chart");
        Assert.Equal("no-cache, private", page.Headers.CacheControl?.ToString());
        Assert.False(page.Headers.Contains("Set-Cookie"));
        using var form = await _http.GetAsync("/_kit/form");
        Assert.True(form.Headers.CacheControl?.NoStore);
    }

    [Fact]
    public void Every_endpoint_of_the_shell_and_every_page_says_what_its_reader_must_be_allowed()
    {
        var ours = host.Endpoints.OfType<RouteEndpoint>()
            .Where(one => one.Metadata.GetMetadata<ComponentTypeMetadata>() is not null || one.RoutePattern.RawText?.StartsWith("/_kit") == false)
            .Where(one => one.RoutePattern.RawText != "/api/broken").ToList();
        Assert.True(ours.Count > 8);
        Assert.All(ours, one => Assert.True(one.Metadata.GetMetadata<ScopeRequirement>() is not null, one.DisplayName));
        var form = host.Endpoints.OfType<RouteEndpoint>().Single(one => one.RoutePattern.RawText == "/_kit/form");
        Assert.Equal(Tracker.Protocol.Api.Scope.Write, form.Metadata.GetMetadata<ScopeRequirement>()!.Scope);
    }

    [Fact]
    public async Task A_broken_shell_still_answers_in_words()
    {
        _http.DefaultRequestHeaders.Add("Accept", "text/html");
        using var answer = await _http.GetAsync("/_kit?break-shell");
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.StartsWith("Error 500. The server's log has the rest under ", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_stream_says_that_it_is_there_and_what_changed()
    {
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var answer = await _http.GetAsync("/live", HttpCompletionOption.ResponseHeadersRead, end.Token);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(end.Token));
        Assert.Equal("event: beat", await lines.ReadLineAsync(end.Token));
        host.Changes.Say("releases", "secret key");
        string? line;
        do line = await lines.ReadLineAsync(end.Token);
        while (line is not null && line != "event: changed");
        Assert.Equal("data: releases", await lines.ReadLineAsync(end.Token));
    }
}
