namespace Tracker.ClientTests.Cli;

/// <summary>Short commands speak HTTP themselves: whatever a server may lawfully answer is understood, the rest is told.</summary>
public sealed class PlainHttpTests(CliServer server) : IClassFixture<CliServer>
{
    private const string Done = "Noted a job of the task 7.\n";

    [Theory]
    [InlineData("HTTP/1.1 201 Created\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: 8\r\n\r\n{\"id\":1}")]
    [InlineData("HTTP/1.1 201 Created\r\ncontent-type:application/json\r\ntransfer-encoding: chunked\r\n\r\n3\r\n{\"i\r\n5;a=b\r\nd\":1}\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 8\r\n\r\n{\"id\":1}")]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n{\"id\":1}")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n")]
    public async Task Every_form_of_an_answer_is_read(string answer)
    {
        await using var other = OtherServer.Start(answer);
        Assert.Equal(Done, await server.OutputAsync("track", "7", "--server", other.Address));
        var request = Assert.Single(other.Requests);
        Assert.StartsWith("POST /api/tasks/7/jobs HTTP/1.1\r\nHost: 127.0.0.1:", request);
        Assert.Contains($"\r\nX-API-KEY: {CliServer.ApiKey}\r\n", request);
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH\r\n\r\n")]
    [InlineData("HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{\"id\":1}")]
    [InlineData("HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n")]
    [InlineData("HTTP/1.1 201 Crea")]
    [InlineData("")]
    public async Task What_is_no_answer_is_told_with_3(string answer)
    {
        await using var other = OtherServer.Start(answer);
        await server.RefusedAsync(3, "cannot be reached", "track", "7", "--server", other.Address);
    }

    [Fact]
    public async Task An_answer_without_an_end_is_given_up()
    {
        await using var other = OtherServer.Start("HTTP/1.1 200 OK\r\n\r\n" + new string('x', 3_000_000));
        await server.RefusedAsync(3, "too long", "track", "7", "--server", other.Address);
    }

    [Fact]
    public async Task A_refusal_and_a_redirect_are_told_as_elsewhere()
    {
        const string Problem = "{\"detail\":\"no such thing.\"}";
        await using var refusing = OtherServer.Start($"HTTP/1.1 404 Not Found\r\nContent-Type: application/problem+json\r\nContent-Length: {Problem.Length}\r\n\r\n{Problem}");
        await server.RefusedAsync(1, "no such thing. Look", "track", "7", "--server", refusing.Address);
        await using var moving = OtherServer.Start("HTTP/1.1 308 Permanent Redirect\r\nLocation: https://tracker.example.com/\r\nContent-Length: 0\r\n\r\n");
        await server.RefusedAsync(1, "https://tracker.example.com", "track", "7", "--server", moving.Address);
    }

    [Fact]
    public async Task A_credential_cannot_add_a_header()
    {
        await using var other = OtherServer.Start("HTTP/1.1 204 No Content\r\n\r\n");
        await using var tracker = await CliServer.RunWithAsync(server.Environment(key: "a\r\nX-Other: b"), null, "track", "7", "--server", other.Address);
        Assert.Equal(2, tracker.ExitCode);
        Assert.Empty(other.Requests);
    }
}
