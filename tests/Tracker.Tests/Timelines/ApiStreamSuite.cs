using System.Net.ServerSentEvents;
using System.Text.Json.Nodes;
using Tracker.Testing;

namespace Tracker.Tests.Timelines;

public sealed class SqliteApiStreamTests(ApiFixture fixture) : ApiStreamSuite(fixture), IClassFixture<ApiFixture>;

public sealed class PostgresApiStreamTests(PostgresApiFixture fixture) : ApiStreamSuite(fixture), IClassFixture<PostgresApiFixture>;

/// <summary>A timeline as it grows.</summary>
public abstract class ApiStreamSuite(ApiFixture fixture)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _context = Some.Name("stream/");

    [Fact]
    public async Task It_begins_with_all_there_is_and_goes_on_with_what_comes()
    {
        await SendAsync(SomeMessage.Timeline("one", 0), SomeMessage.Start("a", 1));
        await using var stream = await OpenAsync("one");
        var snapshot = await stream.NextAsync("snapshot");
        Assert.Equal(("one", "a"), ((string)snapshot["Label"]!, (string)snapshot["Events"]![0]!["Name"]!));

        await SendAsync(SomeMessage.Start("b", 2));
        Assert.Equal("b", (string)(await stream.NextAsync("event"))["Name"]!);
        Assert.Equal(2, (int)(await stream.NextAsync("timeline"))["Open"]!);
        await SendAsync(SomeMessage.End("a", 3, status: "ok"));
        var ended = await stream.NextAsync("event");
        Assert.Equal(("a", "ended", "ok"), ((string)ended["Name"]!, (string)ended["Progress"]!, (string)ended["Status"]!));
        Assert.Equal(1, (int)(await stream.NextAsync("timeline"))["Open"]!);

        // A timeline that begins in its midst takes the later events with it.
        await SendAsync(SomeMessage.Timeline("two", 1.5));
        Assert.Equal("a", Assert.Single((await stream.NextAsync("snapshot"))["Events"]!.AsArray())!["Name"]!.ToString());
    }

    [Fact]
    public async Task Latest_goes_over_to_the_next_timeline()
    {
        await SendAsync(SomeMessage.Timeline("one", 0), SomeMessage.Start("a", 1));
        await using var stream = await OpenAsync("latest");
        await stream.NextAsync("snapshot");
        await SendAsync(SomeMessage.Timeline("two", 5));
        Assert.Equal("two", (string)(await stream.NextAsync("snapshot"))["Label"]!);
    }

    [Fact]
    public async Task A_reader_that_comes_back_gets_only_what_it_missed()
    {
        await SendAsync(SomeMessage.Timeline("one", 0), SomeMessage.Start("a", 1));
        string last;
        await using (var stream = await OpenAsync("one"))
        {
            await stream.NextAsync("snapshot");
            last = stream.LastId;
        }

        await using (var nothingMissed = await OpenAsync("one", last))
        {
            await SendAsync(SomeMessage.Start("b", 2));
            Assert.Equal("b", (string)(await nothingMissed.NextAsync("event"))["Name"]!);
        }

        await using var missed = await OpenAsync("one", last);
        Assert.Equal(2, (await missed.NextAsync("snapshot"))["Events"]!.AsArray().Count);
    }

    [Fact]
    public async Task It_ends_when_the_timeline_is_deleted()
    {
        await SendAsync(SomeMessage.Timeline("one", 0), SomeMessage.Start("a", 1));
        await using var stream = await OpenAsync("one");
        await stream.NextAsync("snapshot");
        Assert.Equal(204, (await fixture.SendAsync(HttpMethod.Delete, SomeMessage.PathOf(_context), key: ApiFixture.AdminKey)).Status);
        await stream.UntilGoneAsync();
        Assert.Equal(404, (await fixture.GetAsync(SomeMessage.PathOf(_context) + "/one/stream")).Status);
    }

    private async Task SendAsync(params object[] messages) => Assert.Equal(202, (await fixture.PostAsync(SomeMessage.EventsOf(_context), messages)).Status);

    private async Task<OpenStream> OpenAsync(string timeline, string? lastId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"{SomeMessage.PathOf(_context)}/{timeline}/stream");
        request.Headers.Add("X-API-KEY", ApiFixture.Key);
        if (lastId is not null) request.Headers.Add("Last-Event-ID", lastId);
        var response = await fixture.App.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal((200, "text/event-stream"), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        return new(response, await response.Content.ReadAsStreamAsync());
    }

    private sealed class OpenStream(HttpResponseMessage response, Stream body) : IAsyncDisposable
    {
        private readonly CancellationTokenSource _patience = new(Patience);
        private readonly SseParser<string> _parser = SseParser.Create(body);
        private IAsyncEnumerator<SseItem<string>>? _items;

        public string LastId => _parser.LastEventId;

        /// <summary>The next message, which must be of this kind; heartbeats are passed over.</summary>
        public async Task<JsonNode> NextAsync(string kind)
        {
            var item = await MoveAsync();
            Assert.Equal(kind, item?.EventType);
            return JsonNode.Parse(item!.Value.Data)!;
        }

        public async Task UntilGoneAsync()
        {
            while (await MoveAsync() is { EventType: not "gone" }) { }

            Assert.Null(await MoveAsync());
        }

        public async ValueTask DisposeAsync()
        {
            response.Dispose();
            await body.DisposeAsync();
            _patience.Dispose();
        }

        private async Task<SseItem<string>?> MoveAsync()
        {
            _items ??= _parser.EnumerateAsync(_patience.Token).GetAsyncEnumerator();
            while (await _items.MoveNextAsync())
                if (_items.Current.EventType != "beat") return _items.Current;
            return null;
        }
    }
}
