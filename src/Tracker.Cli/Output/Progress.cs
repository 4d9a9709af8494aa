namespace Tracker.Cli.Output;

/// <summary>How far long work is: one line that changes at a terminal, now and then a line elsewhere.</summary>
internal sealed class Progress(TextWriter errors, TimeProvider clock)
{
    private static readonly TimeSpan AtTerminal = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Elsewhere = TimeSpan.FromSeconds(10);

    private readonly bool _isTerminal = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";
    private long _told = clock.GetTimestamp();
    private bool _isOpen;

    public void Tell(string what)
    {
        if (clock.GetElapsedTime(_told) < (_isTerminal ? AtTerminal : Elsewhere)) return;
        _told = clock.GetTimestamp();
        _isOpen = _isTerminal;
        if (_isTerminal) errors.Write($"\r\e[K{what}");
        else errors.WriteLine(what);
    }

    /// <summary>Leaves the line for what follows.</summary>
    public void End()
    {
        if (_isOpen) errors.Write("\r\e[K");
        _isOpen = false;
    }
}
