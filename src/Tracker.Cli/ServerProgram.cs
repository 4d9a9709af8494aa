namespace Tracker.Cli;

/// <summary>The server that stands beside this program.</summary>
internal static class ServerProgram
{
    /// <summary>The server takes this process over, so that its id, signals, input and exit code are the server's own.</summary>
    public static int Become(string[] arguments)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "server");
        var program = Path.Combine(folder, "Tracker.Server");
        var assembly = program + ".dll";
        if (!File.Exists(program) && !File.Exists(assembly))
        {
            Console.Error.WriteLine($"tracker: there is no server at {program}. It is installed beside this program; 'make build' puts it there.");
            return ExitCode.Unreachable;
        }

        var failure = File.Exists(program)
            ? Exec.Replace(program, [program, .. arguments])
            : Exec.Replace("dotnet", ["dotnet", assembly, .. arguments]);
        Console.Error.WriteLine($"tracker: the server at {folder} could not be started: {failure}");
        return ExitCode.Unreachable;
    }
}
