using Google.Protobuf;
using Tracker.Protocol.Events;
using Tracker.Rpc;
using Tracker.Tests.Rpc.Kitchen;

namespace Tracker.Tests.Rpc;

public sealed class LimitsTests
{
    public static TheoryData<string, Dish> Wrong() => new()
    {
        { "string_field may have at most 1000 characters.", new Dish { StringField = new string('x', 1001) } },
        { "strings may have at most 50 items.", new Dish { Strings = { Enumerable.Repeat("", 51) } } },
        { "strings[1] may have at most 100 characters.", new Dish { Strings = { "", new string('x', 101) } } },
        { "ints may have at most 1000 items.", new Dish { Ints = { Enumerable.Range(0, 1001) } } },
        { "labels may have at most 10 items.", new Dish { Labels = { Enumerable.Range(0, 11).ToDictionary(i => $"{i}", _ => "") } } },
        { "labels[k] may have at most 40 characters.", new Dish { Labels = { ["k"] = new string('x', 41) } } },
        { "A key of labels may have at most 40 characters.", new Dish { Labels = { [new string('k', 41)] = "" } } },
        { "nested.text may not contain the character U+0000.", new Dish { Nested = new() { Text = "a\0b" } } },
        { "nesteds[2].numbers may have at most 1000 items.", new Dish { Nesteds = { new Dish.Types.Nested(), new Dish.Types.Nested(), new Dish.Types.Nested { Numbers = { new long[1001] } } } } },
        { "recursive.recursive.as_text may not contain half a surrogate pair.", new Dish { Recursive = new() { Recursive = new() { AsText = "a\ud800" } } } },
        { "opt_string may not contain half a surrogate pair.", new Dish { OptString = "\udc00\ud800" } },
        { "string_value may have at most 1000 characters.", new Dish { StringValue = new string('x', 1001) } },
        { "by_number[7].text may have at most 1000 characters.", new Dish { ByNumber = { [7] = new() { Text = new string('x', 1001) } } } },
        { "mask.paths may have at most 1000 items.", new Dish { Mask = new() { Paths = { Enumerable.Repeat("a", 1001) } } } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void The_field_and_what_is_allowed_are_named(string message, Dish dish)
    {
        var error = Assert.Throws<RpcException>(() => MessageLimits.Of(Dish.Descriptor).Check(dish));
        Assert.Equal((RpcCode.InvalidArgument, message), (error.Code, error.Message));
    }

    [Fact]
    public void What_is_exactly_allowed_passes() => MessageLimits.Of(Dish.Descriptor).Check(new Dish
    {
        StringField = new string('x', 998) + "🍲",
        Strings = { Enumerable.Repeat(new string('x', 100), 50) },
        Labels = { Enumerable.Range(0, 10).ToDictionary(i => $"{i}", _ => new string('é', 40)) },
        BytesField = ByteString.CopyFrom(new byte[100_000]),
    });

    [Fact]
    public void Declared_limits_of_the_contract_hold()
    {
        var request = new CreateEventRequest { Title = "x", Attributes = new() { Service = new string('x', 201) } };
        var error = Assert.Throws<RpcException>(() => MessageLimits.Of(CreateEventRequest.Descriptor).Check(request));
        Assert.Equal("attributes.service may have at most 200 characters.", error.Message);
    }
}
