using Tracker.Testing;

namespace Tracker.ClientTests.Cli;

/// <summary>A real server for the tests of one class, and the real program that speaks to it.</summary>
public sealed class CliServer : IAsyncLifetime
{
    public const string ApiKey = "key-of-the-tests";
    public const string AdminKey = "key-of-the-tests-admin";

    private readonly TempFolder _home = new();
    private TrackerApp? _app;

    public TrackerApp App => _app ?? throw new InvalidOperationException("The server has not been started.");

    /// <summary>Where <c>tracker login</c> keeps what it is given.</summary>
    public string ConfigFile => _home.PathOf("tracker", "config.json");

    public async ValueTask InitializeAsync()
    {
        _app = await TrackerApp.StartAsync(new Dictionary<string, string> { ["API_KEY"] = ApiKey, ["ADMIN_KEY"] = AdminKey, ["JWT_SECRET"] = "a secret for tests alone, 32 characters" });
        _app.Http.DefaultRequestHeaders.Add("X-API-KEY", AdminKey);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        _home.Dispose();
    }

    /// <summary>What a user's environment has, and nothing of the tests' own.</summary>
    public Dictionary<string, string?> Environment(string? key = ApiKey) => new()
    {
        ["TRACKER_SERVER"] = App.HttpAddress.ToString(),
        ["API_KEY"] = key,
        ["TRACKER_TOKEN"] = null,
        ["XDG_CONFIG_HOME"] = _home.FullPath,
        ["NO_COLOR"] = null,
    };

    public Task<ChildProcess> RunAsync(params string[] arguments) => RunWithAsync(Environment(), null, arguments);

    public static Task<ChildProcess> RunWithAsync(Dictionary<string, string?> environment, string? input, params string[] arguments) =>
        ChildProcess.RunAsync(Repository.Cli, arguments, environment, input: input, ct: TestContext.Current.CancellationToken);

    /// <summary>What a command that succeeds writes.</summary>
    public async Task<string> OutputAsync(params string[] arguments)
    {
        await using var tracker = await RunAsync(arguments);
        Assert.True(tracker.ExitCode == 0, $"{string.Join(' ', arguments)}: {tracker.ExitCode}\n{tracker.Said}");
        Assert.Equal("", tracker.Errors);
        return tracker.Output;
    }

    /// <summary>A command that fails with this code, and one line of errors that has these words.</summary>
    public async Task RefusedAsync(int code, string words, params string[] arguments) => await RefusedWithAsync(Environment(), code, words, arguments);

    public static async Task RefusedWithAsync(Dictionary<string, string?> environment, int code, string words, params string[] arguments)
    {
        await using var tracker = await RunWithAsync(environment, null, arguments);
        Assert.True(tracker.ExitCode == code, $"{string.Join(' ', arguments)}: {tracker.ExitCode}\n{tracker.Said}");
        Assert.Contains(words, tracker.Errors);
        Assert.DoesNotContain("   at ", tracker.Errors);
        Assert.DoesNotContain(ApiKey, tracker.Errors + tracker.Output);
        if (code != 2) Assert.Single(tracker.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
