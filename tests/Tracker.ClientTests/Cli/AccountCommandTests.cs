using System.Runtime.Versioning;
using Tracker.Testing;

namespace Tracker.ClientTests.Cli;

[UnsupportedOSPlatform("windows")]
public sealed class AccountCommandTests(CliServer server) : IClassFixture<CliServer>
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task A_login_is_kept_for_its_owner_alone_and_used_from_then_on()
    {
        var name = Some.Name("ada");
        Assert.Equal(201, (await server.App.PostAsync("/api/v1/users", new { username = name, password = Password, scope = "write" })).Status);
        var environment = server.Environment(key: null);

        await using var wrong = await CliServer.RunWithAsync(environment, "wrong password\n", "login", name);
        Assert.Equal(1, wrong.ExitCode);
        Assert.Contains("try again", wrong.Errors);
        Assert.False(File.Exists(server.ConfigFile));

        await using var login = await CliServer.RunWithAsync(environment, Password + "\n", "login", name);
        Assert.True(login.ExitCode == 0, login.Said);
        Assert.Contains($"you are {name} and may write", login.Output);
        Assert.DoesNotContain(Password, login.Said);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(server.ConfigFile));

        // The server is remembered too.
        environment["TRACKER_SERVER"] = null;
        await using var status = await CliServer.RunWithAsync(environment, null, "status");
        Assert.Contains(name, status.Output);
        Assert.Equal(0, status.ExitCode);

        // A token that one server gave is not shown to another.
        await using var other = OtherServer.Start("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]");
        await using var elsewhere = await CliServer.RunWithAsync(environment, null, "task", "list", "--server", other.Address);
        Assert.DoesNotContain(other.Requests, r => r.Contains("Authorization", StringComparison.OrdinalIgnoreCase) || r.Contains("X-API-KEY", StringComparison.OrdinalIgnoreCase));
        Assert.Single(other.Requests);

        await using var key = await CliServer.RunWithAsync(server.Environment(key: null), CliServer.ApiKey + "\n", "login", "--with-key");
        Assert.True(key.ExitCode == 0, key.Said);
        Assert.DoesNotContain(CliServer.ApiKey, key.Said);
        await using var list = await CliServer.RunWithAsync(server.Environment(key: null), null, "task", "list");
        Assert.Equal(0, list.ExitCode);

        await File.WriteAllTextAsync(server.ConfigFile, "{broken", TestContext.Current.CancellationToken);
        await CliServer.RefusedWithAsync(server.Environment(key: null), 2, "run 'tracker login' again", "task", "list");
        File.Delete(server.ConfigFile);
    }

    [Fact]
    public async Task Status_tells_what_is_wrong_and_with_whom()
    {
        await server.OutputAsync("lock", "acquire", Some.Name());
        var status = await server.OutputAsync("status");
        Assert.Matches(@"(?m)^State: +ok$", status);
        Assert.Matches(@"(?m)^You may: +write$", status);
        Assert.Matches(@"(?m)^Locks held: +[1-9]", status);
        await server.RefusedAsync(3, "cannot be reached", "status", "--server", "http://127.0.0.1:1");
        await CliServer.RefusedWithAsync(server.Environment(key: null), 1, "wants credentials", "status");
    }
}
