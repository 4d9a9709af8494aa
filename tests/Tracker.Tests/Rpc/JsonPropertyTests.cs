using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Tracker.Protocol.Events;
using Tracker.Rpc;
using Tracker.Rpc.Json;
using Tracker.Tests.Rpc.Kitchen;

namespace Tracker.Tests.Rpc;

/// <summary>Our JSON against Google's, both ways, over generated messages.</summary>
public sealed class JsonPropertyTests
{
    private const int Rounds = 500;
    private static readonly JsonParser Google = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));
    private static readonly JsonFormatter[] Formatters =
    [
        new(JsonFormatter.Settings.Default),
        new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true)),
        new(JsonFormatter.Settings.Default.WithPreserveProtoFieldNames(true)),
        new(JsonFormatter.Settings.Default.WithFormatEnumsAsIntegers(true)),
        new(JsonFormatter.Settings.Default.WithIndentation()),
    ];
    private static readonly string[] Replacements =
    [
        "null", "true", "false", "0", "-1", "1.0", "1.5", "1e2", "1e400", "-0", "2147483648", "9007199254740991", "18446744073709549568",
        "\"\"", "\"1\"", "\"-1\"", "\"1.5\"", "\"NaN\"", "\"-Infinity\"", "\"x\"", "\"mild\"", "\"true\"", "\"aw==\"", "\"2020-01-02T03:04:05Z\"",
        "\"2020-01-02T03:04:05.5+02:00\"", "\"3.5s\"", "\"-1s\"", "\"stringField,nested\"", "[]", "[1]", "[\"a\"]", "{}", "{\"a\":1}", "{\"1\":null}",
    ];

    [Fact]
    public void Dishes_survive_both_ways() => SurviveBothWays<Dish>();

    [Fact]
    public void Events_survive_both_ways()
    {
        SurviveBothWays<CreateEventRequest>();
        SurviveBothWays<UpdateEventRequest>();
        SurviveBothWays<SearchEventsResponse>();
        SurviveBothWays<GetEventStatsByMonthRequest>();
    }

    [Fact]
    public void What_Google_accepts_we_accept_with_the_same_meaning()
    {
        var random = new Random(7);
        var messages = new RandomMessages(7);
        var accepted = 0;
        for (var i = 0; i < 5 * Rounds; i++)
        {
            var json = JsonNode.Parse(Formatters[1].Format(messages.Next<Dish>()))!.AsObject();
            var text = Mutate(json, random);
            if (TryGoogle(text) is not { } expected)
                continue;
            accepted++;
            Dish ours;
            try
            {
                ours = ProtoJsonReader.Parse<Dish>(Encoding.UTF8.GetBytes(text));
            }
            catch (RpcException e)
            {
                throw new InvalidOperationException($"Refused ({e.Message}) what Google accepts: {text}");
            }
            // Compared as text too: Google reads -0 as 0.
            Assert.True(expected.Equals(ours) || expected.ToString() == ours.ToString(), $"{text}\nGoogle {expected}\nours   {ours}");
        }
        Assert.True(accepted > Rounds / 4, $"Only {accepted} mutations were acceptable.");
    }

    private static void SurviveBothWays<T>() where T : class, IMessage<T>, new()
    {
        var messages = new RandomMessages(42);
        for (var i = 0; i < Rounds; i++)
        {
            var message = messages.Next<T>();
            var formatted = Formatters[i % Formatters.Length].Format(message);
            Assert.True(message.Equals(ProtoJsonReader.Parse<T>(Encoding.UTF8.GetBytes(formatted))), $"Google's JSON read by us: {formatted}");
            var written = ProtoJsonWriter.ToJson(message);
            using (JsonDocument.Parse(written))
            {
                Assert.True(message.Equals(Google.Parse<T>(written)), $"Our JSON read by Google: {written}");
                Assert.True(message.Equals(ProtoJsonReader.Parse<T>(Encoding.UTF8.GetBytes(written))), $"Our JSON read by us: {written}");
            }
        }
    }

    private static string Mutate(JsonObject json, Random random)
    {
        for (var i = random.Next(1, 3); i > 0; i--)
        {
            var name = json.ElementAt(random.Next(json.Count)).Key;
            json[name] = JsonNode.Parse(Replacements[random.Next(Replacements.Length)]);
        }
        return json.ToJsonString();
    }

    private static Dish? TryGoogle(string json)
    {
        try
        {
            return Google.Parse<Dish>(json);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidJsonException)
        {
            return null;
        }
    }
}
