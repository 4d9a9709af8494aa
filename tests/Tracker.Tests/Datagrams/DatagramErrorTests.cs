using Tracker.Protocol.Timelines;
using Tracker.Testing;

namespace Tracker.Tests.Datagrams;

public sealed class DatagramErrorTests
{
    private static readonly string Deep = new('[', TimelineLimits.Nesting + 1);

    public static TheoryData<DatagramError, byte[]> Refused() => new()
    {
        { DatagramError.None, Datagram.With("name", @"a\..b\\.c") },
        { DatagramError.None, Datagram.With("type", 3) },
        { DatagramError.None, Datagram.Map("context", "ci", "type", 3) },
        { DatagramError.None, Datagram.Map("context", "ci", "type", 3, "name", "v1..2.") },
        { DatagramError.None, Datagram.With("name", new string('n', TimelineLimits.NameBytes)) },
        { DatagramError.None, Datagram.With("name", string.Join('.', Enumerable.Repeat("n", TimelineLimits.NameLevels))) },
        { DatagramError.None, Datagram.With("x", Enumerable.Repeat((byte)0x91, TimelineLimits.Nesting).Append((byte)0).ToArray()) },
        { DatagramError.None, Datagram.Json($$"""{"context":"ci","name":"build","type":0,"x":{{Deep[1..]}}{{Deep[1..].Replace('[', ']')}}}""") },
        { DatagramError.TooLarge, new byte[TimelineLimits.DatagramBytes + 1] },
        { DatagramError.Truncated, [] },
        { DatagramError.Truncated, Datagram.Json(" \n") },
        { DatagramError.NotAMap, [0x90] },
        { DatagramError.NotAMap, [0xc0] },
        { DatagramError.NotAMap, [0x01, 0x02] },
        { DatagramError.NotAMap, Datagram.Json("[]") },
        { DatagramError.NotAMap, Datagram.Json("[{}]") },
        { DatagramError.NotAMap, Datagram.Json("hello") },
        { DatagramError.Malformed, Datagram.With("x", new byte[] { 0xc1 }) },
        { DatagramError.Malformed, Datagram.Json("{]") },
        { DatagramError.BadKey, [.. Datagram.Hex("84 01 02"), .. Datagram.With("name", "build")[1..]] },
        { DatagramError.DuplicateKey, Datagram.Map("context", "ci", "context", "ci", "name", "build", "type", 0) },
        { DatagramError.DuplicateKey, Datagram.Json("""{"context":"ci","name":"build","type":0,"\u006eame":"build"}""") },
        { DatagramError.NestingTooDeep, Datagram.With("x", Enumerable.Repeat((byte)0x91, 60_000).ToArray()) },
        { DatagramError.NestingTooDeep, Datagram.With("x", Enumerable.Repeat((byte)0x91, TimelineLimits.Nesting + 1).Append((byte)0).ToArray()) },
        { DatagramError.NestingTooDeep, Datagram.Json($$"""{"context":"ci","name":"build","type":0,"x":{{Deep}}{{Deep.Replace('[', ']')}}}""") },
        { DatagramError.TrailingBytes, [.. Datagram.With("name", "build"), 0x0a] },
        { DatagramError.TrailingBytes, Datagram.Json("""{"context":"ci","name":"build","type":0}{}""") },
        { DatagramError.WrongKind, Datagram.With("name", 1) },
        { DatagramError.WrongKind, Datagram.With("type", "start") },
        { DatagramError.WrongKind, Datagram.With("autoIP", 1) },
        { DatagramError.WrongKind, Datagram.Json("""{"context":["ci"],"name":"build","type":0}""") },
        { DatagramError.WrongKind, Datagram.Json("""{"context":"ci","name":"build","type":0,"autoIP":"true"}""") },
        { DatagramError.BadUtf8, Datagram.With("name", Datagram.Hex("a2 c328")) },
        { DatagramError.BadUtf8, Datagram.With("host", Datagram.Hex("a3 eda080")) },
        { DatagramError.BadUtf8, Datagram.With("context", Datagram.Hex("a1 c2")) },
        { DatagramError.BadUtf8, Datagram.Json("""{"context":"ci","name":"\ude00\ud83d","type":0}""") },
        { DatagramError.BadUtf8, Datagram.Json("""{"context":"ci","name":"\ud83dx","type":0}""") },
        { DatagramError.MissingContext, Datagram.Map("name", "build", "type", 0) },
        { DatagramError.MissingContext, Datagram.With("context", "") },
        { DatagramError.ContextTooLong, Datagram.With("context", new string('c', TimelineLimits.ContextBytes + 1)) },
        { DatagramError.ContextTooLong, Datagram.With("context", new string('ü', TimelineLimits.ContextBytes / 2 + 1)) },
        { DatagramError.ContextTooLong, Datagram.Json($$"""{"context":"{{new string('c', TimelineLimits.ContextBytes + 1)}}","name":"build","type":0}""") },
        { DatagramError.MissingName, Datagram.Map("context", "ci", "type", 0) },
        { DatagramError.MissingName, Datagram.Json("""{"context":"ci","name":"","type":1}""") },
        { DatagramError.NameTooLong, Datagram.With("name", new string('n', TimelineLimits.NameBytes + 1)) },
        { DatagramError.NameTooDeep, Datagram.With("name", string.Join('.', Enumerable.Repeat("n", TimelineLimits.NameLevels + 1))) },
        { DatagramError.EmptyNamePart, Datagram.With("name", ".") },
        { DatagramError.EmptyNamePart, Datagram.With("name", "a..b") },
        { DatagramError.EmptyNamePart, Datagram.With("name", ".a") },
        { DatagramError.EmptyNamePart, Datagram.With("name", "a.") },
        { DatagramError.EmptyNamePart, Datagram.With("name", @"a\\..b") },
        { DatagramError.HostTooLong, Datagram.With("host", new string('h', TimelineLimits.HostBytes + 1)) },
        { DatagramError.ControlCharacter, Datagram.With("context", "a\nb") },
        { DatagramError.ControlCharacter, Datagram.With("name", "a\0b") },
        { DatagramError.ControlCharacter, Datagram.With("host", "a\u007f") },
        { DatagramError.ControlCharacter, Datagram.With("name", "ü\u0085") },
        { DatagramError.ControlCharacter, Datagram.Json("""{"context":"ci","name":"a\nb","type":0}""") },
        { DatagramError.MissingType, Datagram.Map("context", "ci", "name", "build") },
        { DatagramError.UnknownType, Datagram.With("type", 4) },
        { DatagramError.UnknownStatus, Datagram.With("status", "OK") },
        { DatagramError.UnknownStatus, Datagram.With("status", "a status that is quite long") },
        { DatagramError.BadTime, Datagram.With("time", 1) },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Each_mistake_has_its_reason(DatagramError expected, byte[] datagram) => Assert.Equal(expected, Datagram.ErrorOf(datagram));

    [Fact]
    public void Each_reason_is_shown_above() =>
        Assert.Empty(Enum.GetValues<DatagramError>().Except(Refused().Select(row => row.Data.Item1)));

    [Fact]
    public void A_datagram_that_breaks_off_is_truncated_whatever_else_is_wrong() =>
        Assert.Equal(DatagramError.Truncated, Datagram.ErrorOf([0x85, .. Datagram.With("type", 9)[1..]]));

    [Fact]
    public void Reasons_are_distinct_and_documented()
    {
        var reasons = Enum.GetValues<DatagramError>().Except([DatagramError.None]).Select(error => error.ToReason()).ToList();
        var document = File.ReadAllText(Repository.PathOf("docs", "udp-format.md"));

        Assert.Equal(reasons.Count, reasons.Distinct().Count());
        Assert.All(reasons, reason => Assert.Contains($"| `{reason}` |", document));
    }

    [Fact]
    public void Sentences_are_distinct_and_end()
    {
        var sentences = Enum.GetValues<DatagramError>().Select(error => error.ToSentence()).ToList();

        Assert.Equal(sentences.Count, sentences.Distinct().Count());
        Assert.All(sentences, sentence => Assert.EndsWith(".", sentence.TrimEnd()));
    }
}
