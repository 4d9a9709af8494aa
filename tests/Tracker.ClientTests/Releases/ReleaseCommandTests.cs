using System.Text.Json.Nodes;
using Tracker.ClientTests.Cli;
using Tracker.Testing;

namespace Tracker.ClientTests.Releases;

/// <summary>What a deployer's script and the people around it do, with the real program.</summary>
public sealed class ReleaseCommandTests(ReleaseServer server) : IClassFixture<ReleaseServer>, IDisposable
{
    private const string Token = "robot:a-secret";

    private readonly TempFolder _home = new();

    [Fact]
    public async Task A_deployer_claims_deploys_and_people_ask_why_it_is_not_further()
    {
        var (application, repository) = await server.PublishAsync("orders");
        var added = await OutputAsync(Token + "\n", "tracker", "add", application, repository, "--branch", "main", "--with-token");
        Assert.Contains("1.8.3", added);
        Assert.DoesNotContain("a-secret", added);
        Assert.Contains(application, await OutputAsync(null, "release", "queue", "dev"));

        var claim = JsonNode.Parse(await OutputAsync(null, "release", "next", "dev", "--key", "job 1", "-o", "json"))!;
        Assert.Equal((application, "1.8.3", 1), ((string)claim["application"]!, (string)claim["version"]!, (int)claim["attempt"]!));
        var same = await OutputAsync(null, "release", "next", "dev", "--key", "job 1");
        Assert.Contains((string)claim["id"]!, same);
        Assert.Contains("environment: nothing → {\"LOG_LEVEL\":\"info\"}", same);
        Assert.Equal("", await OutputAsync(null, 4, "release", "next", "dev", "-o", "json"));
        Assert.Equal(
            $"{application} 1.8.3, dev: deployed.\n",
            await OutputAsync(null, "release", "deployed", (string)claim["id"]!, "--attempt", "1"));

        Assert.Contains("runs in dev", await OutputAsync(null, "release", "why", application, "dev", "--check"));
        var why = await OutputAsync(null, 1, "release", "why", application, "prod", "--check");
        Assert.StartsWith("It has to be deployed in", why);
        var held = JsonNode.Parse(await OutputAsync(null, "release", "list", "--application", application, "--state", "queued", "-o", "json"))!;
        Assert.Equal($"{application} 1.8.3, ha: skipped.\n", await OutputAsync(null, "release", "skip", (string)held[0]!["id"]!, "--reason", "not today"));

        Assert.Contains("stays at 1.8.3", await OutputAsync(null, "release", "pin", application, "dev", "1.8.3", "--reason", "holidays"));
        Assert.Matches($@"{application} +dev +1\.8\.3 .*holidays", await OutputAsync(null, "--output", "table", "release", "pins", "--environment", "dev"));
        Assert.Contains("is not pinned", await OutputAsync(null, "release", "unpin", application, "dev"));
        await CliServer.RefusedWithAsync(Environment(), 1, "has no release 9.9.9", "release", "pin", application, "dev", "9.9.9", "--reason", "x");
        await CliServer.RefusedWithAsync(Environment(), 2, "--reason", "release", "failed", Guid.NewGuid().ToString());
    }

    [Fact]
    public async Task A_deployer_claims_under_the_lock_that_it_holds()
    {
        var (application, repository) = await server.PublishAsync("locked");
        await OutputAsync(null, "tracker", "add", application, repository, "--branch", "main");
        var held = JsonNode.Parse(await OutputAsync(null, "lock", "acquire", "locked", "--environment", "dev", "--resource", "deployment", "-o", "json"))!;
        Assert.Equal("", await OutputAsync(null, 4, "release", "next", "dev", "-o", "json"));

        var claim = await OutputAsync(null, "release", "next", "dev", "--lock-token", held["token"]!.ToString());

        Assert.Contains(application, claim);
        await CliServer.RefusedWithAsync(Environment(), 1, "no lock with this token", "release", "next", "dev", "--lock-token", "999999999");
        await OutputAsync(null, "lock", "release", (string)held["id"]!);
        await OutputAsync(null, "tracker", "remove", application);
    }

    [Fact]
    public async Task A_tracker_is_changed_without_its_token()
    {
        var (application, repository) = await server.PublishAsync("billing");
        await OutputAsync(Token + "\n", "tracker", "add", application, repository, "--branch", "main", "--with-token");

        await OutputAsync(null, "tracker", "set", application, "--file", "missing.yaml", "--default-branch", "--interval", "10m");
        var broken = await OutputAsync(null, 1, "tracker", "poll", application, "--check", "-o", "json");

        var tracker = JsonNode.Parse(broken)!;
        Assert.Equal(("missing.yaml", true, 600), ((string)tracker["sourcePath"]!, (bool)tracker["hasToken"]!, (int)tracker["interval"]!));
        Assert.Null(tracker["branch"]);
        Assert.Contains("file: ", await OutputAsync(null, "--output", "table", "tracker", "list"));
        Assert.Matches("(?m)^Paused: +yes$", await OutputAsync(null, "tracker", "set", application, "--paused", "--no-token"));
        Assert.Matches("(?m)^Has token: +no$", await OutputAsync(null, "tracker", "show", application));
        await CliServer.RefusedWithAsync(Environment(), 2, "At most one", "tracker", "set", application, "--tag", "a", "--branch", "b");
        await OutputAsync(null, "tracker", "remove", application);
        await CliServer.RefusedWithAsync(Environment(), 1, "There is no tracker", "tracker", "show", application);
    }

    [Fact]
    public async Task Environments_go_out_and_in_as_a_file()
    {
        var file = _home.PathOf("stages.json");
        await File.WriteAllTextAsync(file, await OutputAsync(null, "release", "environments", "-o", "json"), TestContext.Current.CancellationToken);

        await using var replaced = await CliServer.RunWithAsync(Environment(ReleaseServer.AdminKey), null, "release", "environments", "--file", file);

        Assert.True(replaced.ExitCode == 0, replaced.Said);
        Assert.Contains("preprod", replaced.Output);
        await CliServer.RefusedWithAsync(Environment(), 1, "greater scope", "release", "environments", "--file", file);
    }

    public void Dispose() => _home.Dispose();

    private Task<string> OutputAsync(string? input, params string[] arguments) => OutputAsync(input, 0, arguments);

    private async Task<string> OutputAsync(string? input, int exitCode, params string[] arguments)
    {
        await using var tracker = await CliServer.RunWithAsync(Environment(), input, arguments);
        Assert.True(tracker.ExitCode == exitCode, $"{string.Join(' ', arguments)}: {tracker.ExitCode}\n{tracker.Said}");
        Assert.Equal("", tracker.Errors);
        return tracker.Output;
    }

    private Dictionary<string, string?> Environment(string key = ReleaseServer.Key) => new()
    {
        ["TRACKER_SERVER"] = server.App.HttpAddress.ToString(),
        ["API_KEY"] = key,
        ["TRACKER_TOKEN"] = null,
        ["XDG_CONFIG_HOME"] = _home.FullPath,
        ["NO_COLOR"] = null,
    };
}
