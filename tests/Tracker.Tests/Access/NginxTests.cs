using System.Net;
using System.Net.Http.Json;
using Tracker.Testing;

namespace Tracker.Tests.Access;

/// <summary>A stock nginx on the same host: strangers reach Tracker from loopback, and nothing is open to them.</summary>
public sealed class NginxTests
{
    private const string List = "/api/v1alpha1/events/list";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;")]
    [InlineData("proxy_set_header X-Real-IP $remote_addr; proxy_http_version 1.1;")]
    [InlineData("proxy_set_header Host tracker.example.com; proxy_http_version 1.1;")]
    public async Task Through_nginx_nothing_is_open_though_it_is_on_this_machine(string more)
    {
        await using var server = await TrackerProcess.StartAsync(new() { OpenLoopback = true });
        using (var direct = server.CreateHttpClient()) Assert.Equal(HttpStatusCode.OK, await StatusAsync(direct, List));

        await using var nginx = await Nginx.StartAsync(server.HttpAddress, more, Ct);
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = nginx.Address };
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(http, List));
        Assert.Equal(HttpStatusCode.Redirect, await StatusAsync(http, "/events"));
        using var written = await http.PostAsJsonAsync("/api/v1alpha1/event", new { title = "x", attributes = new { type = 1, service = "s" } }, Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, written.StatusCode);

        // Nor may a stranger become the first user, who administers.
        var register = await http.GetStringAsync("/register", Ct);
        Assert.DoesNotContain("Input.Password", register);
    }

    [Fact]
    public async Task With_a_trusted_proxy_the_clients_own_address_is_seen()
    {
        await using var server = await TrackerProcess.StartAsync(new()
        {
            OpenLoopback = true,
            Environment = new Dictionary<string, string?> { ["TRACKER_TRUSTED_PROXIES"] = "127.0.0.0/8", ["ADMIN_KEY"] = "the-key-of-those-who-administer" },
        });
        await using var nginx = await Nginx.StartAsync(server.HttpAddress, "proxy_set_header X-Forwarded-For 203.0.113.7;", Ct);
        using var http = new HttpClient { BaseAddress = nginx.Address };
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(http, List));
        http.DefaultRequestHeaders.Add("X-API-KEY", "the-key-of-those-who-administer");
        using var made = await http.PostAsJsonAsync("/api/v1/keys", new { name = "pipeline", scope = "read" }, Ct);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Contains("203.0.113.7", await http.GetStringAsync("/admin/audit", Ct));
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, string path)
    {
        using var answer = await http.GetAsync(path, Ct);
        return answer.StatusCode;
    }
}
