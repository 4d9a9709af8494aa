using Tracker.Client;
using Tracker.Client.Tasks;

namespace Tracker.ClientTests.Library;

public sealed class SecretsTests
{
    private const string Key = "a-secret-key";
    private const string Token = "a-secret-token";

    [Fact]
    public async Task The_key_goes_in_its_header_and_the_token_only_without_one()
    {
        await using var server = new FaultyServer(FaultyServer.Answers(201, """{"id": 7}"""));
        await using var byKey = new TrackerClient(Key, new() { Server = server.Address, Token = Token });
        await using var byToken = new TrackerClient(null, new() { Server = server.Address, Token = Token });
        await using var byNone = new TrackerClient("", new() { Server = server.Address });

        foreach (var client in new[] { byKey, byToken, byNone }) await client.TrackJobAsync(1);

        Assert.Equal([(Key, null), (null, "Bearer " + Token), (null, null)], server.Requests.Select(r => (r.Header("X-API-KEY"), r.Header("Authorization"))));
    }

    [Fact]
    public async Task No_secret_is_in_any_text_whatever_goes_wrong()
    {
        var ping = Guid.NewGuid();
        var texts = new List<string>();
        foreach (var script in new[] { FaultyServer.IsCut, FaultyServer.Says("garbage\r\n\r\n"), FaultyServer.Answers(500, "{}"), FaultyServer.Answers(200, "<html>"), FaultyServer.NeverAnswers })
        {
            await using var server = new FaultyServer(script);
            var options = new TrackerOptions { Server = server.Address, Token = Token, Retries = 0, Timeout = TimeSpan.FromSeconds(1) };
            foreach (var key in new[] { Key, null })
            {
                await using var client = new TrackerClient(key, options);
                texts.Add((await Assert.ThrowsAsync<TrackerException>(() => client.TrackJobAsync(1))).ToString());
                texts.Add(client.ToString() ?? "");
                if (await Record.ExceptionAsync(() => client.Tasks.Pings.SendAsync(PingAddress.Of(ping))) is { } failure) texts.Add(failure.ToString());
            }

            texts.Add(options.ToString());
        }

        texts.Add(new TaskDetails { Id = 1, Name = "x", PingPath = $"/ping/{ping}" }.ToString());
        texts.Add(PingAddress.Of(ping).ToString() ?? "");

        Assert.All(texts, t => Assert.DoesNotContain("a-secret", t));
        Assert.All(texts, t => Assert.DoesNotContain(ping.ToString(), t));
    }

    [Theory]
    [InlineData("a-secret-key\nX-Other: 1")]
    [InlineData("a-secret-kéy")]
    public void A_key_that_no_header_can_hold_is_refused_without_being_named(string key)
    {
        Assert.DoesNotContain("secret", Assert.Throws<ArgumentException>(() => new TrackerClient(key)).ToString());
        Assert.DoesNotContain("secret", Assert.Throws<ArgumentException>(() => new TrackerClient(null, new() { Token = key })).ToString());
    }

    [Theory]
    [InlineData("ftp://localhost", "Server")]
    [InlineData("http://ada:a-secret@localhost", "Server")]
    public void A_server_that_can_be_none_is_refused_by_its_options_name(string server, string option)
    {
        var refused = Assert.Throws<ArgumentException>(() => new TrackerClient(null, new() { Server = new(server) }));

        Assert.Contains(option, refused.Message);
        Assert.DoesNotContain("a-secret", refused.Message);
    }

    [Fact]
    public void Options_that_cannot_be_are_refused_by_name()
    {
        Assert.Contains("Retries", Refused(new() { Retries = -1 }));
        Assert.Contains("Timeout", Refused(new() { Timeout = TimeSpan.Zero }));
        Assert.Contains("LongestPause", Refused(new() { LongestPause = TimeSpan.FromDays(2) }));
        Assert.Contains("LargestAnswer", Refused(new() { LargestAnswer = 0 }));

        static string Refused(TrackerOptions options) => Assert.Throws<ArgumentException>(() => new TrackerClient(null, options)).Message;
    }
}
