using System.Globalization;
using System.Text;
using Google.Protobuf;
using Tracker.Tests.Rpc.Kitchen;

namespace Tracker.Tests.Rpc;

/// <summary>Seeded nonsense over both transports: nothing is a 500, UNKNOWN or a log entry, and the server still works.</summary>
public sealed class FuzzTests
{
    /// <summary>For each transport; a long run sets more.</summary>
    private static readonly int Requests =
        int.TryParse(Environment.GetEnvironmentVariable("TRACKER_FUZZ_REQUESTS"), CultureInfo.InvariantCulture, out var requests) ? requests : 2500;
    private static readonly string[] Types =
    [
        "application/json", "application/json", "application/json", "text/json", "application/json; charset=x", "application/x-www-form-urlencoded",
        "application/grpc", ";", "application/json;;", "\"",
    ];
    private static readonly string[] Paths =
    [
        "/api/kitchen/echo", "/api/kitchen/dishes/{0}", "/api/kitchen/rooms/{0}/dishes/{0}", "/api/kitchen/dishes/{0}:cancel", "/api/kitchen/shelf/{0}/{0}",
        "/api/kitchen/dishes", "/api/kitchen/dishes/{0}?{0}={0}&heat={0}&room.name={0}&sinceTime={0}&waitFor={0}&tagNames={0}", "/api/kitchen/{0}", "/{0}",
    ];
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ":", ",", "\"", "\\", "null", "true", "1", "-", "1e999", "0.1", "\"stringField\":", "\"nested\":", "\"heat\":\"x\"", "\"labels\":{\"a\":1}",
        "\"structure\":", "\"createdAt\":\"9999-99-99\"", "\u0000", "\ud83d\ude00", "é", "%", "%2F", "%00", "%ff", "..", "/", "?", "&", "=", "+", " ", "\\ud800", "\\u0000",
        "\"recursive\":{", "\"anything\":[[[[", "\"asText\":\"\",\"asNumber\":1", "9223372036854775808", "-9223372036854775809",
    ];

    [Fact]
    public async Task Malformed_REST_requests_are_the_callers_fault()
    {
        await using var host = await KitchenHost.StartAsync();
        using var http = new HttpClient { BaseAddress = host.Rest };
        var random = new Random(2024);
        var messages = new RandomMessages(2024);
        for (var i = 0; i < Requests; i++)
        {
            var body = i % 3 == 0 ? Damage(Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(messages.Next<Dish>())), random) : Encoding.UTF8.GetBytes(Nonsense(random, 12));
            var path = string.Format(null, Paths[random.Next(Paths.Length)], Uri.EscapeDataString(Nonsense(random, 2)).Replace("%25", "%", StringComparison.Ordinal));
            using var request = new HttpRequestMessage(random.Next(3) == 0 ? HttpMethod.Get : random.Next(4) == 0 ? HttpMethod.Put : HttpMethod.Post, new Uri(host.Rest, path));
            if (request.Method != HttpMethod.Get)
            {
                request.Content = new ByteArrayContent(body);
                request.Content.Headers.TryAddWithoutValidation("content-type", Types[random.Next(Types.Length)]);
            }
            using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
            var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True((int)response.StatusCode is 200 or 400 or 404 or 405 or 415, $"#{i} {request.Method} {path}: {(int)response.StatusCode} {text} {host.Logs.Entries.LastOrDefault().Exception}");
        }
        Assert.Empty(host.Logs.Entries);
    }

    [Fact]
    public async Task Malformed_gRPC_requests_are_the_callers_fault()
    {
        await using var host = await KitchenHost.StartAsync();
        using var client = new GrpcClient(host.Grpc);
        var random = new Random(4711);
        var messages = new RandomMessages(4711);
        string[] methods = ["Echo", "GetDish", "PatchDish", "Sum", "Chat", "Context"];
        for (var i = 0; i < Requests; i++)
        {
            var bytes = messages.Next<Dish>().ToByteArray();
            var body = random.Next(3) switch
            {
                0 => GrpcClient.Frame((byte)random.Next(3), Damage(bytes, random)),
                1 => Damage(GrpcClient.Frame(0, bytes), random),
                _ => Damage([.. GrpcClient.Frame(0, bytes), .. GrpcClient.Frame(0, Damage(bytes, random))], random),
            };
            var headers = random.Next(4) switch
            {
                0 => [("grpc-encoding", "gzip")],
                1 => [("grpc-timeout", Nonsense(random, 1).Replace("\0", "x", StringComparison.Ordinal))],
                _ => Array.Empty<(string, string)>(),
            };
            if (headers.Length > 0 && !headers[0].Item2.All(char.IsAscii))
                headers = [];
            var reply = await client.SendAsync($"/kitchen.v1.KitchenService/{methods[random.Next(methods.Length)]}", body, headers);
            Assert.True(reply.HttpStatus == 200 && reply.Code is 0 or 3 or 4 or 8 or 12 or 13, $"#{i}: {reply.HttpStatus} {reply.Code} {reply.Message} {host.Logs.Entries.LastOrDefault().Exception}");
        }
        Assert.Empty(host.Logs.Entries);
        Assert.Equal(0, (await client.CallAsync("/kitchen.v1.KitchenService/Echo", new Dish())).Code);
    }

    private static string Nonsense(Random random, int most)
    {
        var text = new StringBuilder();
        for (var i = random.Next(most) + 1; i > 0; i--)
            text.Append(Pieces[random.Next(Pieces.Length)]);
        return text.ToString();
    }

    private static byte[] Damage(byte[] bytes, Random random)
    {
        var damaged = bytes.ToArray();
        for (var i = random.Next(1, 6); i > 0 && damaged.Length > 0; i--)
        {
            var at = random.Next(damaged.Length);
            switch (random.Next(3))
            {
                case 0:
                    damaged[at] = (byte)random.Next(256);
                    break;
                case 1:
                    damaged = damaged[..at];
                    break;
                default:
                    damaged = [.. damaged[..at], (byte)random.Next(256), .. damaged[at..]];
                    break;
            }
        }
        return damaged;
    }
}
