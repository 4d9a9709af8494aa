using System.CommandLine;
using System.CommandLine.Invocation;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Access.Machine;

/// <summary>
/// <c>admin key</c> and <c>admin user</c>: acts on the store itself, also while servers run on it, so that whoever owns the
/// machine can always get in. Settings come as for the server: from the file, the environment and flags.
/// </summary>
internal static class AdminCommand
{
    private const int Refused = 1;
    private const int WrongUsage = 2;
    private const int Unreachable = 3;

    /// <summary>Who acts, in the audit log.</summary>
    public static Caller Machine { get; } = new(new Principal("machine:admin", "the machine", Protocol.Api.Scope.Admin), "", null);

    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Root().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            await parsed.InvokeAsync();
            return WrongUsage;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }

    /// <summary>A command that does something; what it does not know itself are flags of the server, such as <c>--data-dir</c>.</summary>
    public static Command Acting(string name, string description, Func<ParseResult, IServiceProvider, CancellationToken, Task<Failure?>> act, params Symbol[] symbols)
    {
        var command = new Command(name, description) { TreatUnmatchedTokensAsErrors = false };
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument) command.Arguments.Add(argument);
            else command.Options.Add((Option)symbol);
        }

        command.SetAction((parsed, ct) => ActAsync(parsed, act, ct));
        return command;
    }

    private static RootCommand Root()
    {
        var root = new RootCommand("Keys and users, straight in the store. Settings are the server's: DATA_DIR, DATABASE_URL, --data-dir, --config, …")
        {
            KeyCommands.All(),
            UserCommands.All(),
        };
        // There is no version of its own.
        foreach (var version in root.Options.OfType<VersionOption>().ToList()) root.Options.Remove(version);
        return root;
    }

    private static async Task<int> ActAsync(ParseResult parsed, Func<ParseResult, IServiceProvider, CancellationToken, Task<Failure?>> act, CancellationToken ct)
    {
        var errors = parsed.InvocationConfiguration.Error;
        try
        {
            var environment = TrackerServer.ProcessEnvironment();
            // What is asked for goes to the output, not what a server would log.
            if (!environment.ContainsKey("LOG_LEVEL")) environment["LOG_LEVEL"] = "error";
            CheckStore([.. parsed.UnmatchedTokens], environment);
            await using var app = await TrackerServer.CreateAsync([.. parsed.UnmatchedTokens], environment, besideServer: true, ct: ct);
            if (await act(parsed, app.Services, ct) is not { } failure) return 0;
            await errors.WriteLineAsync("tracker: " + failure.Message);
            return Refused;
        }
        catch (SettingsException e)
        {
            await errors.WriteLineAsync("tracker: " + string.Join('\n', e.Errors));
            return WrongUsage;
        }
        catch (Exception e) when (e is StorageUnavailableException or StorageStartException or IOException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync("tracker: the store cannot be used: " + e.Message);
            return Unreachable;
        }
    }

    /// <summary>A mistyped folder must not become a new, empty store.</summary>
    private static void CheckStore(string[] flags, Dictionary<string, string> environment)
    {
        var storage = ServerSettings.From(Settings.Load(flags, environment, Directory.GetCurrentDirectory(), TrackerServer.KnownSettings)).Storage;
        if (storage.DatabaseUrl is null && !File.Exists(Path.Combine(storage.DataDirectory, "tracker.db")))
            throw new SettingsException([$"DATA_DIR: there is no store in {storage.DataDirectory}. Name the folder of the server (--data-dir), or DATABASE_URL; a server that starts makes its store."]);
    }
}
