using Tracker.Server;
using Tracker.Server.Operations;
using Tracker.Testing;

namespace Tracker.ClientTests.Deploy;

/// <summary>The container image's recipe, as far as it can be checked without building it.</summary>
public sealed class ImageTests
{
    private static readonly string[] Known = ["FROM", "WORKDIR", "COPY", "RUN", "ENV", "VOLUME", "EXPOSE", "USER", "ENTRYPOINT", "CMD"];

    private readonly List<(string Instruction, string Text)> _recipe = [.. File.ReadAllText(Repository.PathOf("deploy", "Dockerfile"))
        .Replace("\\\n", "", StringComparison.Ordinal).Split('\n').Where(l => l.Length > 0 && l[0] != '#').Select(l => (l.Split(' ')[0], l[(l.IndexOf(' ', StringComparison.Ordinal) + 1)..]))];

    [Fact]
    public void It_is_of_known_instructions_and_its_settings_are_the_servers()
    {
        Assert.All(_recipe, line => Assert.Contains(line.Instruction, Known));
        var settings = _recipe.Where(l => l.Instruction == "ENV").SelectMany(l => l.Text.Split(' ')).Select(pair => pair.Split('=')).ToList();
        Assert.Contains(settings, s => s is ["DATA_DIR", "/data"]);
        Assert.All(settings, s => Assert.True(TrackerServer.KnownSettings.Single(k => k.Key == s[0]).Accepts(s[1]), string.Join('=', s)));
    }

    [Fact]
    public void It_opens_the_ports_that_the_server_has_and_runs_as_nobody_in_particular()
    {
        var ports = TrackerServer.KnownSettings.Where(k => k.Key.EndsWith("_PORT", StringComparison.Ordinal)).Select(k => k.DefaultText + (k.Key == "UDP_PORT" ? "/udp" : "")).Order();
        Assert.Equal(ports, _recipe.Single(l => l.Instruction == "EXPOSE").Text.Split(' ').Order());
        Assert.NotEqual("0", _recipe.Last(l => l.Instruction == "USER").Text);
        Assert.Equal("/data", _recipe.Single(l => l.Instruction == "VOLUME").Text);
        foreach (var name in new[] { "tracker", "upto-client", "grasshopper" }) Assert.Contains(_recipe, l => l.Instruction == "RUN" && l.Text.Contains($"/usr/local/bin/{name}", StringComparison.Ordinal));
    }
}
