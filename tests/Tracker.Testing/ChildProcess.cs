using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Tracker.Testing;

/// <summary>
/// A real process: its output is kept (the newest part of it), it can be sent signals, and it does not outlive the tests.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private static readonly string? Setpriv = Requires.Find("setpriv");
    private static readonly string? Env = Requires.Find("env");

    private readonly Process _process;
    private readonly BoundedText _output = new();
    private readonly BoundedText _errors = new();

    private ChildProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>What it wrote to standard output so far; of more than a million characters the newest.</summary>
    public string Output => _output.ToString();

    /// <summary>What it wrote to standard error so far; of more than a million characters the newest.</summary>
    public string Errors => _errors.ToString();

    public bool HasExited => _process.HasExited;

    /// <summary>128 + n when signal n ended it.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Processor time so far, of all its threads.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <param name="environment">Added to this process's own environment; a null value removes a variable.</param>
    public static ChildProcess Start(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?>? environment = null,
        string? workingDirectory = null,
        string? input = null)
    {
        var start = new ProcessStartInfo
        {
            FileName = program,
            WorkingDirectory = workingDirectory ?? "",
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        if (Setpriv is not null)
        {
            // The kernel ends the child when the thread that started it is gone, however the tests ended.
            start.FileName = Setpriv;
            start.ArgumentList.Add("--pdeathsig");
            start.ArgumentList.Add("KILL");
            start.ArgumentList.Add("--");
            if (Env is not null)
            {
                // Who runs the tests may ignore signals, as a shell makes its background jobs do, and children inherit that.
                start.ArgumentList.Add(Env);
                start.ArgumentList.Add("--default-signal=HUP,INT,QUIT,PIPE,TERM");
                start.ArgumentList.Add("--");
            }

            start.ArgumentList.Add(program);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        var child = new ChildProcess(new Process { StartInfo = start });
        child._process.OutputDataReceived += (_, line) => child._output.AppendLine(line.Data);
        child._process.ErrorDataReceived += (_, line) => child._errors.AppendLine(line.Data);
        ProcessStarter.Start(child._process);
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        child.Feed(input);
        return child;
    }

    /// <summary>Starts a program, waits for its end and returns it; the exit code is the caller's to judge.</summary>
    public static async Task<ChildProcess> RunAsync(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string?>? environment = null,
        string? workingDirectory = null,
        string? input = null,
        TimeSpan? timeout = null,
        CancellationToken ct = default)
    {
        var child = Start(program, arguments, environment, workingDirectory, input);
        try
        {
            await child.WaitForExitAsync(timeout ?? TimeSpan.FromSeconds(60), ct);
            return child;
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    public void Signal(Signal signal)
    {
        if (!_process.HasExited && Native.Kill(_process.Id, (int)signal) != 0 && Marshal.GetLastPInvokeError() != Native.NoSuchProcess)
        {
            throw new InvalidOperationException($"kill({_process.Id}, {signal}): {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    /// <summary>Waits for the end and for all of the output; past the deadline the process is killed and the wait fails with what it said.</summary>
    public async Task WaitForExitAsync(TimeSpan timeout, CancellationToken ct = default)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(timeout);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            _process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{Name} did not end within {timeout.TotalSeconds:0.#} s.{Environment.NewLine}{Said}");
        }
    }

    public string Said => $"stdout: {Output}{Environment.NewLine}stderr: {Errors}";

    private string Name => Path.GetFileName(_process.StartInfo.FileName) + " " + string.Join(' ', _process.StartInfo.ArgumentList);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token);
        }
        _process.Dispose();
    }

    private void Feed(string? input)
    {
        try
        {
            _process.StandardInput.Write(input);
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading its input, which its exit code and output tell better.
        }
    }
}
