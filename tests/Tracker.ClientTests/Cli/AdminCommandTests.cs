using System.Net;
using System.Net.Http.Json;
using System.Runtime.Versioning;
using Tracker.Testing;

namespace Tracker.ClientTests.Cli;

[UnsupportedOSPlatform("windows")]
public sealed class AdminCommandOnSqliteTests : AdminCommandSuite
{
    protected override Task<Dictionary<string, string?>> StoreAsync() => Task.FromResult(new Dictionary<string, string?>());

    [Fact]
    public async Task A_folder_without_a_store_is_named_and_stays_as_it_is()
    {
        using var nowhere = new TempFolder();
        await using var listed = await AdminAsync(null, "key", "list", "--data-dir", nowhere.FullPath);
        Assert.Equal(2, listed.ExitCode);
        Assert.Contains($"there is no store in {nowhere.FullPath}", listed.Errors);
        Assert.Empty(Directory.EnumerateFileSystemEntries(nowhere.FullPath));
    }
}

[UnsupportedOSPlatform("windows")]
public sealed class AdminCommandOnPostgresTests : AdminCommandSuite
{
    protected override async Task<Dictionary<string, string?>> StoreAsync()
    {
        Assert.SkipWhen(PostgresCluster.Missing is not null && System.Environment.GetEnvironmentVariable("CI") != "true", PostgresCluster.Missing ?? "");
        return new()
        {
            ["DATABASE_URL"] = await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync(),
            ["TRACKER_SECRET_KEY"] = "a key for tests alone, 32 characters",
        };
    }
}

/// <summary>The real program, beside a real server that runs on the same store.</summary>
[UnsupportedOSPlatform("windows")]
public abstract class AdminCommandSuite : IDisposable
{
    // What the server promises, and time for a machine that is busy.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TempFolder _folder = new();
    private readonly TempFolder _data = new();
    private Dictionary<string, string?> _environment = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected abstract Task<Dictionary<string, string?>> StoreAsync();

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _folder.Dispose();
        _data.Dispose();
    }

    [Fact]
    public async Task Keys_and_users_are_made_and_ended_while_the_server_runs()
    {
        _environment = await StoreAsync();
        await using var server = await TrackerProcess.StartAsync(new() { DataDirectory = _data.FullPath, OpenLoopback = false, Environment = _environment });
        using var http = server.CreateHttpClient();

        var key = await DoneAsync(null, "key", "create", "owner", "--scope", "admin", "--days", "7");
        Assert.Matches("^trk_[A-Za-z0-9_-]{43}\n$", key);
        http.DefaultRequestHeaders.Add("X-API-KEY", key.TrimEnd());
        await StatusAsync(http, "/api/v1/users", HttpStatusCode.OK);
        Assert.Matches(@"(?m)^owner +admin +20\S+Z +the machine +20\S+Z ", await DoneAsync(null, "key", "list"));

        await DoneAsync("correct horse battery\n", "user", "create", "Ada", "--scope", "admin");
        await DoneAsync("correct horse battery\n", "user", "create", "bob");
        Assert.Equal(HttpStatusCode.OK, await SignInAsync(http, "ada", "correct horse battery"));
        await DoneAsync("another battery\r\n", "user", "password", "ADA");
        Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(http, "ada", "correct horse battery"));
        Assert.Equal(HttpStatusCode.OK, await SignInAsync(http, "ada", "another battery"));
        await DoneAsync(null, "user", "disable", "bob");
        Assert.Equal(HttpStatusCode.Unauthorized, await SignInAsync(http, "bob", "correct horse battery"));
        Assert.Matches(@"(?m)^bob +write +disabled ", await DoneAsync(null, "user", "list"));
        await DoneAsync(null, "user", "enable", "bob");
        Assert.Equal(HttpStatusCode.OK, await SignInAsync(http, "bob", "correct horse battery"));

        var audit = await http.GetStringAsync("/admin/audit", Ct);
        foreach (var action in new[] { "key.create", "user.create", "user.password_reset", "user.disable", "user.enable" }) Assert.Contains(action, audit);
        Assert.Contains("the machine", audit);

        await DoneAsync(null, "key", "revoke", "owner");
        await StatusAsync(http, "/api/v1/users", HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task What_is_refused_or_wrong_is_named_and_changes_nothing()
    {
        _environment = await StoreAsync();
        await using (var server = await TrackerProcess.StartAsync(new() { DataDirectory = _data.FullPath, Environment = _environment })) await server.StopAsync(ct: Ct);
        await DoneAsync("correct horse battery", "user", "create", "ada", "--scope", "admin");

        await RefusedAsync(1, "at least 8 characters", "short\n", "user", "create", "bob");
        await RefusedAsync(1, "password is required", "", "user", "create", "bob");
        await RefusedAsync(1, "is taken", "correct horse battery", "user", "create", "ADA");
        await RefusedAsync(1, "only administrator", null, "user", "disable", "ada");
        await RefusedAsync(1, "no user bob", null, "user", "disable", "bob");
        await RefusedAsync(1, "no key named x", null, "key", "revoke", "x");
        await RefusedAsync(2, "'admin'", null, "key", "create", "x", "--scope", "root");
        await RefusedAsync(2, "1 to 3650", null, "key", "create", "x", "--days", "0");
        await RefusedAsync(2, "Required", null, "key", "create");
        await RefusedAsync(2, "did you mean HTTP_PORT", null, "key", "list", "--http-prt", "1");
        await RefusedAsync(2, "", null, "keys", "list");
        Assert.Single((await DoneAsync(null, "user", "list")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1));
    }

    protected async Task<ChildProcess> AdminAsync(string? input, params string[] arguments)
    {
        Install();
        var environment = new Dictionary<string, string?>(_environment);
        if (!arguments.Contains("--data-dir")) environment["DATA_DIR"] = _data.FullPath;
        return await ChildProcess.RunAsync(_folder.PathOf("tracker"), ["admin", .. arguments], environment, input: input ?? "");
    }

    private async Task<string> DoneAsync(string? input, params string[] arguments)
    {
        await using var admin = await AdminAsync(input, arguments);
        Assert.True(admin.ExitCode == 0, $"{string.Join(' ', arguments)}: {admin.ExitCode} {admin.Errors}");
        return admin.Output;
    }

    private async Task RefusedAsync(int code, string why, string? input, params string[] arguments)
    {
        await using var admin = await AdminAsync(input, arguments);
        Assert.Contains(why, admin.Errors);
        Assert.Equal(code, admin.ExitCode);
        Assert.DoesNotContain("   at ", admin.Errors);
    }

    private static Task StatusAsync(HttpClient http, string path, HttpStatusCode status) => Poll.UntilAsync(
        async () =>
        {
            using var answer = await http.GetAsync(path, Ct);
            return answer.StatusCode == status;
        },
        Patience, Ct);

    private static async Task<HttpStatusCode> SignInAsync(HttpClient http, string username, string password)
    {
        using var answer = await http.PostAsJsonAsync("/api/v1/auth", new { username, password }, Ct);
        return answer.StatusCode;
    }

    /// <summary>The program, with the server of this build beside it.</summary>
    private void Install()
    {
        if (File.Exists(_folder.PathOf("tracker"))) return;
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(Repository.Cli)!)) File.Copy(file, _folder.PathOf(Path.GetFileName(file)));
        Directory.CreateSymbolicLink(_folder.PathOf("server"), Path.GetDirectoryName(Repository.Server)!);
    }
}
