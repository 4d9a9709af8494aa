using System.Net;
using Tracker.Server.Operations.Outbound;
using Tracker.Tests.Notifications;

namespace Tracker.Tests.Operations.Outbound;

/// <summary>The client against real receivers on this machine.</summary>
public sealed class OutboundClientTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly OutboundClient _client = new(new(new() { Allow = [IPNetwork.Parse("127.0.0.0/8")] }), TimeProvider.System);
    private Receiver _receiver = null!;

    public async ValueTask InitializeAsync() => _receiver = await Receiver.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_on_this_machine_is_called_without_leave()
    {
        using var strict = new OutboundClient(new(new()), TimeProvider.System);
        foreach (var url in new[] { _receiver.Url("/"), new Uri($"http://localhost:{_receiver.Port}/") })
        {
            await Assert.ThrowsAsync<OutboundRefusedException>(() => strict.SendAsync(url, Get, 100, Patience, TestContext.Current.CancellationToken));
        }

        Assert.Empty(_receiver.Requests);
    }

    [Fact]
    public async Task Each_hop_of_a_redirect_is_checked()
    {
        _receiver.Answer = request => request.Path == "/home" ? Reply.To("http://169.254.169.254/latest") : request.Path == "/file" ? Reply.To("file:///etc/passwd") : Reply.Of(200, "fine");
        Assert.Equal("fine", (await SendAsync("/", Get)).Body);
        await Assert.ThrowsAsync<OutboundRefusedException>(() => SendAsync("/home", Get));
        await Assert.ThrowsAsync<OutboundRefusedException>(() => SendAsync("/file", Get));
    }

    [Fact]
    public async Task Redirects_end_after_three()
    {
        _receiver.Answer = request => int.Parse(request.Path[1..]) is > 0 and var n ? Reply.To($"/{n - 1}") : Reply.Of(200, "there");
        Assert.Equal("there", (await SendAsync("/3", Get)).Body);
        await Assert.ThrowsAsync<OutboundRefusedException>(() => SendAsync("/4", Get));
    }

    [Fact]
    public async Task Credentials_do_not_follow_to_another_host()
    {
        await using var other = await Receiver.StartAsync();
        other.Answer = _ => Reply.Of(200, "other");
        _receiver.Answer = _ => Reply.To(other.Url("/").ToString());
        var answer = await SendAsync("/", url => new(HttpMethod.Get, url) { Headers = { { "Authorization", "Bearer secret" } } });
        Assert.Equal("other", answer.Body);
        Assert.Equal("Bearer secret", _receiver.Requests.Single().Header("Authorization"));
        Assert.Null(other.Requests.Single().Header("Authorization"));
    }

    [Fact]
    public async Task A_post_does_not_become_a_get()
    {
        _receiver.Answer = _ => Reply.To("/elsewhere");
        Assert.Equal(302, (await SendAsync("/", url => new(HttpMethod.Post, url))).Status);
        Assert.Single(_receiver.Requests);
    }

    [Fact]
    public async Task No_more_is_read_than_asked_for()
    {
        _receiver.Answer = _ => Reply.Of(200, new string('x', 100_000));
        var answer = await SendAsync("/", Get);
        Assert.Equal((1000, true), (answer.Body.Length, answer.IsCut));
    }

    [Fact]
    public async Task Who_does_not_answer_is_not_waited_for()
    {
        using var never = _receiver.Hold();
        await Assert.ThrowsAsync<TimeoutException>(() => _client.SendAsync(_receiver.Url("/"), Get, 100, TimeSpan.FromMilliseconds(300), TestContext.Current.CancellationToken));
    }

    private Task<OutboundAnswer> SendAsync(string path, Func<Uri, HttpRequestMessage> make) =>
        _client.SendAsync(_receiver.Url(path), make, 1000, Patience, TestContext.Current.CancellationToken);

    private static HttpRequestMessage Get(Uri url) => new(HttpMethod.Get, url);
}
