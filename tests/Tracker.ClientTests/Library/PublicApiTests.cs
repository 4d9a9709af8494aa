using Tracker.Client;
using Tracker.Testing;

namespace Tracker.ClientTests.Library;

public sealed class PublicApiTests
{
    [Fact]
    public void What_programs_are_compiled_against_changes_only_on_purpose()
    {
        var file = Repository.PathOf("tests", "Tracker.ClientTests", "Library", "PublicApi.txt");
        var now = PublicApi.Of(typeof(TrackerClient).Assembly);
        if (Environment.GetEnvironmentVariable("TRACKER_ACCEPT") == "1") File.WriteAllText(file, now);

        var accepted = File.Exists(file) ? File.ReadAllText(file) : "";
        var (gone, added) = (Lines(accepted).Except(Lines(now)), Lines(now).Except(Lines(accepted)));

        Assert.True(accepted == now, $"""
            The public API of Tracker.Client is another than in {file}.
            {string.Join('\n', gone.Select(l => "- " + l).Concat(added.Select(l => "+ " + l)))}
            If that is meant, run this test with TRACKER_ACCEPT=1 and commit the file; what went away is for the changelog.
            """);
    }

    /// <summary>Each member with its type: many types have a member of one name.</summary>
    private static IEnumerable<string> Lines(string text)
    {
        var type = "";
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries)) yield return line[0] == ' ' ? $"{type}: {line.Trim()}" : type = line;
    }
}
