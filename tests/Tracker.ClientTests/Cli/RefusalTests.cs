using System.Net;
using System.Net.Sockets;
using Tracker.Testing;

namespace Tracker.ClientTests.Cli;

/// <summary>What went wrong is told in one line that says what to do, with an exit code that scripts can rely on.</summary>
public sealed class RefusalTests(CliServer server) : IClassFixture<CliServer>
{
    [Fact]
    public Task Without_credentials_the_way_to_get_some_is_told() =>
        CliServer.RefusedWithAsync(server.Environment(key: null), 1, "run 'tracker login', or set API_KEY or TRACKER_TOKEN", "task", "list");

    [Fact]
    public async Task Wrong_credentials_are_named_by_where_they_come_from_and_never_shown()
    {
        var wrong = server.Environment(key: "a-wrong-key");
        await using var tracker = await CliServer.RunWithAsync(wrong, null, "task", "list");
        Assert.Equal(1, tracker.ExitCode);
        Assert.Contains("credentials of API_KEY", tracker.Errors);
        Assert.DoesNotContain("a-wrong-key", tracker.Said);

        await using var flag = await CliServer.RunWithAsync(server.Environment(), null, "task", "list", "--token", "another-wrong-one");
        Assert.Contains("credentials of --token", flag.Errors);
        Assert.DoesNotContain("another-wrong-one", flag.Said);
    }

    [Fact]
    public async Task Too_small_a_scope_is_told()
    {
        var held = await server.App.PostAsync("/api/v1alpha1/lock", new { service = Some.Name(), who = "an administrator" });
        await server.RefusedAsync(1, "greater scope", "lock", "release", held.TextAt("lock.id"), "--force", "--reason", "test");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_with_3()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();

        await server.RefusedAsync(3, "cannot be reached", "task", "list", "--server", $"http://127.0.0.1:{port}");
        await server.RefusedAsync(3, "TRACKER_SERVER", "track", "1", "--server", "http://no-such-host.invalid");
    }

    [Theory]
    [InlineData("localhost:8080")]
    [InlineData("ftp://x")]
    [InlineData("http://ada:secret@x")]
    public async Task An_address_that_is_none_is_wrong_usage(string address)
    {
        await using var tracker = await CliServer.RunWithAsync(server.Environment(), null, "task", "list", "--server", address);
        Assert.Equal(2, tracker.ExitCode);
        Assert.Contains("--server", tracker.Errors);
        Assert.DoesNotContain("secret", tracker.Errors);
    }

    [Fact]
    public async Task Something_else_than_Tracker_is_noticed()
    {
        await using var other = OtherServer.Start("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
        await server.RefusedAsync(1, "does not answer as Tracker does", "task", "list", "--server", other.Address);
    }

    [Fact]
    public async Task Credentials_do_not_follow_a_redirect()
    {
        await using var other = OtherServer.Start("HTTP/1.1 302 Found\r\nLocation: https://tracker.example.com/x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        await server.RefusedAsync(1, "use that as --server", "task", "list", "--server", other.Address);
        Assert.Single(other.Requests);
    }

    [Fact]
    public async Task What_a_server_sends_cannot_steer_the_terminal()
    {
        const string Body = "[{\"id\":1,\"name\":\"\\u001b[2J\\u009bevil\\u202e\\nline\",\"state\":\"up\"}]";
        foreach (var form in new[] { "table", "json", "yaml" })
        {
            await using var other = OtherServer.Start($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Body.Length}\r\nConnection: close\r\n\r\n{Body}");
            var output = await server.OutputAsync("task", "list", "--server", other.Address, "--output", form, "--limit", "5");
            Assert.Contains("evil", output);
            Assert.DoesNotContain(output, c => char.IsControl(c) && c != '\n');
            if (form == "table") Assert.DoesNotContain('\u202e', output);
        }

        const string Problem = "{\"detail\":\"\\u001b]0;evil\\u0007\"}";
        await using var refusing = OtherServer.Start($"HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\nContent-Length: {Problem.Length}\r\nConnection: close\r\n\r\n{Problem}");
        await using var refused = await server.RunAsync("task", "list", "--server", refusing.Address);
        Assert.DoesNotContain('\u001b', refused.Errors);
        Assert.Contains("evil", refused.Errors);
    }
}
