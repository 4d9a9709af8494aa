using FsCheck;
using FsCheck.Fluent;
using Tracker.Server.Releases.Versions;

namespace Tracker.Tests.Releases.Versions;

public sealed class VersionPropertyTests
{
    private static readonly string[] PreReleases = ["0", "alpha", "alpha.1", "alpha.10", "beta.2", "rc.1", "RC.1", "20240601123000", "9"];

    private static readonly string[] Operators = ["", "", "=", "~", "^", ">=", ">", "<", "<="];

    [Fact]
    public void The_best_is_the_highest_of_those_that_match() => ForAny(random =>
    {
        var label = ContainerLabelTests.Label(Range(random, preReleases: true));
        var tags = Enumerable.Range(0, random.Next(30)).Select(_ => Tag(random)).ToList();
        var best = label.Best(tags);
        var matching = tags.Where(label.Matches).ToList();
        Assert.Equal(matching.Count > 0, best is not null);
        if (best is null) return;
        Assert.Contains(best.Tag, matching);
        Assert.Equal(matching.Select(SortKey).Max(StringComparer.Ordinal), SortKey(best.Tag));
        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(tags));
        Assert.Equal(best, label.Best(tags));
    });

    [Fact]
    public void A_range_matches_no_pre_release_that_it_did_not_ask_for() => ForAny(random =>
    {
        var label = ContainerLabelTests.Label(Range(random, preReleases: false));
        Assert.DoesNotContain(Enumerable.Range(0, 30).Select(_ => Tag(random)), tag => tag.Contains('-', StringComparison.Ordinal) && label.Matches(tag));
    });

    [Fact]
    public void A_named_pre_release_asks_for_those_of_its_version_only() => ForAny(random =>
    {
        var core = Core(random);
        var label = ContainerLabelTests.Label($"{Operators[random.Next(2, Operators.Length)]}{core}-alpha.5");
        Assert.All(Enumerable.Range(0, 30).Select(_ => Tag(random)).Where(label.Matches), tag => Assert.True(!tag.Contains('-', StringComparison.Ordinal) || tag.TrimStart('v').StartsWith(core + "-", StringComparison.Ordinal), $"{label}: {tag}"));
    });

    [Fact]
    public void No_text_is_too_odd_for_a_label_or_a_tag() => ForAny(random =>
    {
        const string Letters = "0123456789019.xXvV*~^<>=|- ,.+abé\0\n";
        var text = new string([.. Enumerable.Range(0, random.Next(140)).Select(_ => Letters[random.Next(Letters.Length)])]);
        if (ContainerLabel.TryParse(text, out var label, out var error)) label.Best([text, "1.2.3", ""]);
        else Assert.NotEmpty(error);
        Assert.Equal(text, VersionTag.Of(text).Tag);
    });

    private static string Range(Random random, bool preReleases) => string.Join(" || ", Enumerable.Range(0, random.Next(1, 3)).Select(_ =>
        random.Next(5) == 0 ? $"{Core(random)} - {Core(random)}" : string.Join(' ', Enumerable.Range(0, random.Next(1, 3)).Select(_ => Operators[random.Next(Operators.Length)] + Partial(random, preReleases)))));

    private static string Partial(Random random, bool preReleases)
    {
        var v = random.Next(4) == 0 ? "v" : "";
        return random.Next(4) switch
        {
            0 => $"{v}{random.Next(3)}",
            1 => $"{v}{random.Next(3)}.{random.Next(3)}",
            2 => $"{v}{random.Next(3)}.{random.Next(3)}.x{(preReleases && random.Next(2) == 0 ? "-0" : "")}",
            _ => $"{v}{Core(random)}{(preReleases && random.Next(2) == 0 ? "-" + PreReleases[random.Next(PreReleases.Length)] : "")}",
        };
    }

    private static string Tag(Random random) => $"{(random.Next(4) == 0 ? "v" : "")}{Core(random)}{(random.Next(2) == 0 ? "-" + PreReleases[random.Next(PreReleases.Length)] : "")}";

    private static string Core(Random random) => $"{random.Next(3)}.{random.Next(3)}.{random.Next(12)}";

    /// <summary>Sorts as text as SemVer sorts the version; written apart from the code that it checks.</summary>
    private static string SortKey(string tag)
    {
        var parts = tag.TrimStart('v').Split('-', 2);
        var core = string.Join('.', parts[0].Split('.').Select(n => n.PadLeft(10, '0')));
        return parts.Length == 1
            ? core + "~"
            : core + "-" + string.Concat(parts[1].Split('.').Select(i => "\u0002" + (i.All(char.IsAsciiDigit) ? "0" + i.PadLeft(30, '0') : "A" + i))) + "\u0001";
    }

    private static void ForAny(Action<Random> holds) => Check.One(
        Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(1_000),
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => holds(new Random(seed))));
}
