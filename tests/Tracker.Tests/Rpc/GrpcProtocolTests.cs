using System.IO.Compression;
using System.Net;
using System.Text;
using Google.Protobuf;
using Tracker.Rpc;
using Tracker.Tests.Rpc.Kitchen;
using static Tracker.Tests.Rpc.GrpcClient;

namespace Tracker.Tests.Rpc;

/// <summary>The wire protocol, in the ways that proper clients never show.</summary>
public sealed class GrpcProtocolTests : IAsyncLifetime
{
    private const string Echo = "/kitchen.v1.KitchenService/Echo";
    private const string Service = "/kitchen.v1.KitchenService/";
    private KitchenHost _host = null!;
    private GrpcClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await KitchenHost.StartAsync();
        _client = new GrpcClient(_host.Grpc);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_message_comes_back_with_its_status_in_the_trailers()
    {
        var reply = await _client.CallAsync(Echo, new Dish { StringField = "soup" });
        Assert.Equal((200, 0, false), (reply.HttpStatus, reply.Code, reply.IsTrailersOnly));
        Assert.Equal("application/grpc", reply.ContentType);
        Assert.Equal("identity,gzip", reply.Headers["grpc-accept-encoding"]);
        Assert.Equal("soup", reply.Single<Dish>().StringField);
    }

    public static TheoryData<string, byte[], int> BrokenRequests() => new()
    {
        { "no message", [], 13 },
        { "half a header", [0, 0], 13 },
        { "half a message", Frame(0, 10, [1, 2]), 13 },
        { "two messages", [.. Frame(0, []), .. Frame(0, [])], 13 },
        { "a message and a half", [.. Frame(0, []), 0, 0], 13 },
        { "an unknown flag", Frame(2, []), 13 },
        { "compressed without an encoding", Frame(1, []), 13 },
        { "a huge length", Frame(0, 0x7fffffff, [1]), 8 },
        { "the largest length", Frame(0, uint.MaxValue, [1]), 8 },
        { "not protobuf", Frame(0, [0xff, 0xff, 0xff]), 13 },
        { "a wrong wire type", Frame(0, [0x77]), 13 },
    };

    [Theory]
    [MemberData(nameof(BrokenRequests))]
    public async Task Broken_requests_are_refused(string what, byte[] body, int code)
    {
        var reply = await _client.SendAsync(Echo, body);
        Assert.True(reply.Code == code && reply.IsTrailersOnly && reply.Message.Length > 5, $"{what}: {reply.Code} {reply.Message}");
        Assert.Empty(_host.Logs.Entries);
    }

    [Theory]
    [InlineData("application/grpc", 200)]
    [InlineData("application/grpc+proto", 200)]
    [InlineData("application/grpc; charset=utf-8", 200)]
    [InlineData("application/grpc+json", 415)]
    [InlineData("application/grpc-web", 415)]
    [InlineData("application/grpc-web+proto", 415)]
    [InlineData("application/grpcx", 415)]
    [InlineData("application/json", 415)]
    [InlineData("text/plain", 415)]
    public async Task Only_gRPC_content_types_are_served(string type, int status)
    {
        var reply = await _client.SendAsync(Echo, Frame(0, []), ("content-type", type));
        Assert.Equal(status, reply.HttpStatus);
        Assert.Equal(status == 200 ? 0 : null, reply.Code);
    }

    [Fact]
    public async Task HTTP_1_is_told_to_upgrade()
    {
        await using var host = await KitchenHost.StartAsync();
        using var http = new HttpClient { BaseAddress = host.Rest };
        using var content = new ByteArrayContent(Frame(0, []));
        content.Headers.TryAddWithoutValidation("content-type", "application/grpc");
        using var response = await http.PostAsync(Echo, content);
        Assert.Equal(HttpStatusCode.UpgradeRequired, response.StatusCode);
    }

    [Theory]
    [InlineData("/kitchen.v1.KitchenService/Nope")]
    [InlineData("/no.Such/Service")]
    [InlineData("/")]
    [InlineData("/kitchen.v1.KitchenService/Echo/more")]
    public async Task Unknown_methods_are_unimplemented(string path)
    {
        var reply = await _client.SendAsync(path, Frame(0, []));
        Assert.Equal((200, 12, true), (reply.HttpStatus, reply.Code, reply.IsTrailersOnly));
        Assert.Contains(path, reply.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_status_and_any_text_arrive()
    {
        foreach (var code in Enum.GetValues<RpcCode>().Where(c => c != RpcCode.OK))
        {
            var reply = await _client.CallAsync(Service + "Fail", new FailRequest { Code = (int)code, Text = "bad: 100% ünïcode\r\n" });
            Assert.Equal(((int)code, "bad: 100% ünïcode\r\n", true), (reply.Code, reply.Message, reply.IsTrailersOnly));
        }
    }

    [Fact]
    public async Task Long_messages_are_cut_at_a_character()
    {
        var reply = await _client.CallAsync(Service + "Fail", new FailRequest { Code = 3, Text = new string('é', 5000) });
        Assert.InRange(Encoding.UTF8.GetByteCount(reply.Message), 2000, 2048);
        Assert.EndsWith("é…", reply.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bug_is_logged_and_not_told()
    {
        var reply = await _client.CallAsync(Service + "Fail", new FailRequest { Code = -1 });
        Assert.Equal((2, "Internal server error."), (reply.Code, reply.Message));
        var entry = Assert.Single(_host.Logs.Entries);
        Assert.Contains("kitchen.v1.KitchenService/Fail", entry.Message, StringComparison.Ordinal);
        Assert.Equal("The secret of the house.", entry.Exception?.Message);
    }

    [Fact]
    public async Task The_servers_own_exceptions_are_mapped()
    {
        var reply = await _client.CallAsync(Service + "Fail", new FailRequest { Code = 100 });
        Assert.Equal((14, "mapped"), (reply.Code, reply.Message));
        Assert.Empty(_host.Logs.Entries);
    }

    [Theory]
    [InlineData("0n")]
    [InlineData("0S")]
    [InlineData("50m")]
    [InlineData("50000u")]
    [InlineData("50000000n")]
    public async Task A_deadline_ends_a_call(string timeout)
    {
        var reply = await _client.CallAsync(Service + "Sleep", new SleepRequest { Milliseconds = 10_000 }, ("grpc-timeout", timeout));
        Assert.Equal(4, reply.Code);
    }

    [Fact]
    public async Task A_deadline_answers_even_when_the_service_sleeps_on()
    {
        var request = new SleepRequest { Milliseconds = 2000, Stubborn = true };
        var started = DateTime.UtcNow;
        var reply = await _client.CallAsync(Service + "Sleep", request, ("grpc-timeout", "100m"));
        Assert.Equal(4, reply.Code);
        Assert.True(DateTime.UtcNow - started < TimeSpan.FromSeconds(1.5), "The answer waited for the service.");
        await Eventually.BecomesTrue(() => _host.Service.Cancelled == 1, "the service ended");
        Assert.Empty(_host.Logs.Entries);
    }

    [Theory]
    [InlineData("xx")]
    [InlineData("5")]
    [InlineData("S")]
    [InlineData("123456789S")]
    [InlineData("-1S")]
    [InlineData("1s")]
    public async Task A_malformed_timeout_is_refused(string timeout)
    {
        var reply = await _client.CallAsync(Echo, new Dish(), ("grpc-timeout", timeout));
        Assert.Equal(3, reply.Code);
        Assert.Contains("grpc-timeout", reply.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("99999999H")]
    [InlineData("1H")]
    public async Task Long_timeouts_are_fine(string timeout) =>
        Assert.Equal(0, (await _client.CallAsync(Echo, new Dish(), ("grpc-timeout", timeout))).Code);

    [Fact]
    public async Task Gzip_goes_both_ways()
    {
        var dish = new Dish { Strings = { Enumerable.Repeat(new string('z', 90), 40) } };
        var reply = await _client.SendAsync(Echo, Frame(1, Gzip(dish.ToByteArray())), ("grpc-encoding", "gzip"), ("grpc-accept-encoding", "identity,gzip"));
        Assert.Equal("gzip", reply.Headers["grpc-encoding"]);
        var (flag, payload) = Assert.Single(reply.Messages);
        Assert.Equal(1, flag);
        Assert.True(payload.Length < 200);
        using var plain = new GZipStream(new MemoryStream(payload), CompressionMode.Decompress);
        Assert.Equal(dish, Dish.Parser.ParseFrom(plain));
    }

    [Fact]
    public async Task Small_answers_and_other_clients_get_no_gzip()
    {
        var small = await _client.SendAsync(Echo, Frame(1, Gzip([])), ("grpc-encoding", "gzip"), ("grpc-accept-encoding", "gzip"));
        Assert.Equal(0, Assert.Single(small.Messages).Flag);
        var plain = await _client.CallAsync(Echo, new Dish { Blobs = { ByteString.CopyFrom(new byte[5000]) } }, ("grpc-accept-encoding", "gzip"));
        Assert.Equal(0, Assert.Single(plain.Messages).Flag);
        var deaf = await _client.SendAsync(Echo, Frame(1, Gzip(new Dish { Blobs = { ByteString.CopyFrom(new byte[5000]) } }.ToByteArray())), ("grpc-encoding", "gzip"));
        Assert.Equal(0, Assert.Single(deaf.Messages).Flag);
    }

    [Fact]
    public async Task Compression_that_is_none_is_refused()
    {
        Assert.Equal(13, (await _client.SendAsync(Echo, Frame(1, [1, 2, 3]), ("grpc-encoding", "gzip"))).Code);
        var brotli = await _client.SendAsync(Echo, Frame(0, []), ("grpc-encoding", "br"));
        Assert.Equal((12, "identity,gzip"), (brotli.Code, brotli.Headers["grpc-accept-encoding"]));
    }

    [Fact]
    public async Task Messages_up_to_the_limit_pass()
    {
        var reply = await _client.CallAsync(Echo, new Dish { BytesField = ByteString.CopyFrom(new byte[4_100_000]) });
        Assert.Equal((0, 4_100_000), (reply.Code, reply.Single<Dish>().BytesField.Length));
        var tooLarge = await _client.CallAsync(Echo, new Dish { BytesField = ByteString.CopyFrom(new byte[4_200_000]) });
        Assert.Equal(8, tooLarge.Code);
        Assert.Contains("4194304", tooLarge.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_fails_says_so_behind_its_messages()
    {
        var reply = await _client.CallAsync(Service + "Count", new CountRequest { Count = 3, Fail = true });
        Assert.Equal((3, 15, "Nothing left.", false), (reply.Messages.Count, reply.Code, reply.Message, reply.IsTrailersOnly));
    }

    [Fact]
    public async Task Streams_of_requests_are_read_whole()
    {
        var body = Enumerable.Range(0, 1000).SelectMany(i => Frame(0, new Counted { Number = i }.ToByteArray())).ToArray();
        Assert.Equal(499_500, (await _client.SendAsync(Service + "Sum", body)).Single<Counted>().Number);
        Assert.Equal(0, (await _client.SendAsync(Service + "Sum", [])).Single<Counted>().Number);
        Assert.Equal(13, (await _client.SendAsync(Service + "Sum", body[..^1])).Code);
    }

    [Fact]
    public async Task A_stream_may_be_silent_and_ends_at_its_deadline()
    {
        var reply = await _client.CallAsync(Service + "Count", new CountRequest { Count = 100, PauseMilliseconds = 5000 }, ("grpc-timeout", "200m"));
        Assert.Equal((1, 4), (reply.Messages.Count, reply.Code));
        await Eventually.BecomesTrue(() => _host.Service.Cancelled == 1, "the stream was cancelled");
    }

    [Fact]
    public async Task A_stream_ends_soon_when_the_server_stops_and_a_call_is_finished()
    {
        var host = await KitchenHost.StartAsync(new RpcOptions { StreamGrace = TimeSpan.FromMilliseconds(200) });
        using var client = new GrpcClient(host.Grpc);
        using var started = new MeterProbe("tracker.rpc.active");
        var stream = client.CallAsync(Service + "Count", new CountRequest { Count = 2, PauseMilliseconds = 60_000 });
        var call = client.CallAsync(Service + "Sleep", new SleepRequest { Milliseconds = 1000 });
        await Eventually.BecomesTrue(() => Has("Count") && Has("Sleep"), "both calls began");
        await host.DisposeAsync();
        var ended = await stream;
        Assert.Equal((14, "The server is stopping."), (ended.Code, ended.Message));
        Assert.Equal(0, (await call).Code);

        bool Has(string method) => started.Measured.Any(m => m.Tags.StartsWith($"method=kitchen.v1.KitchenService/{method} ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(99)]
    public async Task A_status_that_is_none_is_a_bug(int code)
    {
        var reply = await _client.CallAsync(Service + "Fail", new FailRequest { Code = code, Text = "odd" });
        Assert.Equal((2, "Internal server error."), (reply.Code, reply.Message));
    }

    [Fact]
    public async Task Limits_hold_for_every_message()
    {
        var reply = await _client.CallAsync(Echo, new Dish { Strings = { new string('x', 101) } });
        Assert.Equal((3, "strings[0] may have at most 100 characters."), (reply.Code, reply.Message));
        var stream = await _client.SendAsync(Service + "Chat", [.. Frame(0, []), .. Frame(0, new Dish { StringField = "a\0" }.ToByteArray())]);
        Assert.Equal((1, 3, "string_field may not contain the character U+0000."), (stream.Messages.Count, stream.Code, stream.Message));
    }

    [Fact]
    public async Task Too_many_calls_at_once_are_refused()
    {
        await using var host = await KitchenHost.StartAsync(new RpcOptions { MaxConcurrentCalls = 1 });
        using var client = new GrpcClient(host.Grpc);
        var sleeping = Sleep();
        await Eventually.BecomesTrue(
            async () =>
            {
                var refused = (await client.CallAsync(Echo, new Dish())).Code == 8;
                // The other call may have been there first.
                if (!refused && sleeping.IsCompleted) sleeping = Sleep();
                return refused;
            },
            "a call was refused");
        Assert.Equal(4, (await sleeping).Code);
        await Eventually.BecomesTrue(async () => (await client.CallAsync(Echo, new Dish())).Code == 0, "calls are served again");

        Task<GrpcReply> Sleep() => client.CallAsync(Service + "Sleep", new SleepRequest { Milliseconds = 30_000 }, ("grpc-timeout", "8S"));
    }

    [Fact]
    public async Task The_context_knows_the_call()
    {
        var before = DateTimeOffset.UtcNow;
        var reply = await _client.CallAsync(Service + "Context", new CountRequest(), ("idempotency-key", "k-1"), ("grpc-timeout", "30S"), ("user-agent", "test/1"));
        var context = reply.Single<ContextResponse>();
        Assert.Equal(("k-1", "127.0.0.1", "test/1"), (context.IdempotencyKey, context.PeerAddress, context.UserAgent));
        Assert.InRange((context.Deadline.ToDateTimeOffset() - before).TotalSeconds, 29, 31);
        var tooLong = await _client.CallAsync(Service + "Context", new CountRequest(), ("idempotency-key", new string('k', 256)));
        Assert.Equal(3, tooLong.Code);
        Assert.Contains("idempotency-key", tooLong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rest_of_HTTP_2_is_not_gRPC()
    {
        using var http = new HttpClient();
        using var get = new HttpRequestMessage(HttpMethod.Get, new Uri(_host.Grpc, Echo)) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var response = await http.SendAsync(get);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal("POST", string.Join(',', response.Content.Headers.Allow));
    }

    internal static byte[] Gzip(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest))
            zip.Write(plain);
        return packed.ToArray();
    }
}
