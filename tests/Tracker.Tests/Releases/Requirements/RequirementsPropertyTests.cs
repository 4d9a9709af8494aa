using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Tracker.Server.Releases.Requirements;
using Tracker.Testing;

namespace Tracker.Tests.Releases.Requirements;

public sealed partial class RequirementsPropertyTests
{
    private static readonly string[] Pieces =
    [
        ": ", "- ", "\n", "\n  ", "\n      ", "{", "}", "[", "]", ", ", "&a ", "*a", "<<: *a", "!!str ", "'", "\"", "|\n", ">-\n", "? ", "# ", "---\n", "...\n", "%YAML 1.2\n",
        "\t", "\0", "\uD800", "\u0085", "\u2028", "\uFEFF", "\r", "\"\\uD800\"", "\"\\UFFFFFFFF\"", "\"\\x\"", "~", "null", "1e9", "é", "imageTag", "group", "depends", "environments", "shop", "api", "@", "`",
    ];

    [Fact]
    public void No_text_is_too_odd_and_every_error_is_at_a_line_of_it()
    {
        var documents = ReleasesDocument.Examples.Select(e => e.Yaml).Append("").ToList();
        ForAny(LongRun.Scale(5_000, 200_000), random =>
        {
            var text = Mutated(documents[random.Next(documents.Count)], random);
            if (RequirementsFile.TryParse(text, "shop", "api", out var requirements, out var error))
            {
                Assert.NotNull(requirements.ConfigurationFor("prod"));
                return;
            }

            var lines = LineBreak().Count(text) + 1;
            Assert.NotEmpty(error.Message);
            Assert.True(error.Line >= 1 && error.Line <= lines && error.Column >= 1, $"{error} in {lines} lines");
        });
    }

    [Fact]
    public void The_same_meaning_is_the_same_text() => ForAny(500, random =>
    {
        var node = SomeJson.Map(random, 3);
        var text = SomeFile.With(SomeJson.AsYaml(node, random));
        Assert.Equal(text, SomeFile.With(SomeJson.AsYaml(node, random)));
        Assert.Equal($$"""{"c":{{CanonicalJson.Of(node)}},"imageTag":"t"}""", text);
        Assert.Equal(text, SomeFile.Read($"g: {{a: {text}}}").Configuration);
    });

    [Fact]
    public void Numbers_keep_their_value_in_their_one_spelling() => ForAny(1_000, random =>
    {
        var value = new decimal(random.Next(), random.Next(3) == 0 ? random.Next() : 0, 0, random.Next(2) == 0, (byte)random.Next(12));
        var spelled = SomeJson.Respelled(value, random);
        Assert.True(CanonicalNumber.TryRead(spelled, out var canonical), spelled);
        Assert.Equal(value, decimal.Parse(canonical, System.Globalization.NumberStyles.Float));
        Assert.True(CanonicalNumber.TryRead(SomeJson.Respelled(value, random), out var other));
        Assert.Equal(canonical, other);
        Assert.True(CanonicalNumber.TryRead(canonical, out var again));
        Assert.Equal(canonical, again);
    });

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0.00", "0")]
    [InlineData("0e999999999999", "0")]
    [InlineData("0644", "644")]
    [InlineData("0o644", "420")]
    [InlineData("0xFF", "255")]
    [InlineData("+1.50", "1.5")]
    [InlineData(".5", "0.5")]
    [InlineData("1.", "1")]
    [InlineData("1e3", "1000")]
    [InlineData("12345678901234567890.123", "12345678901234567890.123")]
    [InlineData("1e21", "1e21")]
    [InlineData("1e20", "100000000000000000000")]
    [InlineData("1.5e-9", "1.5e-9")]
    [InlineData("0.00000150", "0.0000015")]
    [InlineData("1e301", null)]
    [InlineData("1e99999999999", null)]
    [InlineData("1_000", null)]
    [InlineData("0b1", null)]
    [InlineData("-0x1", null)]
    [InlineData(".inf", null)]
    [InlineData("1.2.3", null)]
    [InlineData(".", null)]
    [InlineData("12:30", null)]
    public void Numbers_are_those_of_the_core_schema(string text, string? canonical)
    {
        CanonicalNumber.TryRead(text, out var read);
        Assert.Equal(canonical, read);
        Assert.Equal($$"""{"c":{{canonical ?? $"\"{text}\""}},"imageTag":"t"}""", SomeFile.With(text));
    }

    [Theory]
    [InlineData("true", "true")]
    [InlineData("FALSE", "false")]
    [InlineData("yes", "\"yes\"")]
    [InlineData("off", "\"off\"")]
    [InlineData("~", "null")]
    [InlineData("", "null")]
    [InlineData("''", "\"\"")]
    [InlineData("'true'", "\"true\"")]
    [InlineData("\"1\"", "\"1\"")]
    [InlineData("'ü <&> \"'", "\"ü <&> \\\"\"")]
    public void Other_scalars_are_those_of_the_core_schema(string yaml, string json) => Assert.Equal($$"""{"c":{{json}},"imageTag":"t"}""", SomeFile.With(yaml));

    private static string Mutated(string text, Random random)
    {
        for (var i = random.Next(8); i >= 0; i--)
        {
            var (at, length) = (random.Next(text.Length + 1), random.Next(12));
            text = random.Next(4) switch
            {
                0 => text.Remove(at, Math.Min(length, text.Length - at)),
                1 => text.Insert(at, text.Substring(at, Math.Min(length * 5, text.Length - at))),
                2 => text[..Math.Max(at, text.Length / 3)],
                _ => text.Insert(at, Pieces[random.Next(Pieces.Length)]),
            };
        }

        return text;
    }

    private static void ForAny(int times, Action<Random> holds) => Check.One(
        Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(times),
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => holds(new Random(seed))));

    [GeneratedRegex("\r\n|[\n\r\u0085\u2028\u2029]")]
    private static partial Regex LineBreak();
}
