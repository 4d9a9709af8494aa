using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Tracker.Cli.Account;

/// <summary>Asks at the terminal; where there is none, the input's next line is the answer.</summary>
internal static class SecretInput
{
    private const int MostBytes = 8_192;

    /// <summary>What is typed is not shown, from before the question on.</summary>
    public static string Read(string question)
    {
        if (Console.IsInputRedirected) return Required(Console.In.ReadLine(), question);
        string typed;
        using (new HiddenTyping())
        {
            Console.Error.Write(question);
            typed = TerminalLine();
        }

        Console.Error.WriteLine();
        return Required(typed, question);
    }

    public static string ReadLine(string question)
    {
        if (!Console.IsInputRedirected) Console.Error.Write(question);
        return Required(Console.In.ReadLine(), question);
    }

    /// <summary>As the terminal hands it over, which lets people correct what they type. The console's own reading would show it.</summary>
    private static string TerminalLine()
    {
        using var terminal = new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
        using var line = new MemoryStream();
        int read;
        while ((read = terminal.ReadByte()) is not (-1 or '\n') && line.Length < MostBytes) line.WriteByte((byte)read);
        return Encoding.UTF8.GetString(line.ToArray()).TrimEnd('\r');
    }

    private static string Required(string? text, string question) =>
        text is { Length: > 0 } ? text : throw CommandException.WrongUsage($"{question.TrimEnd(' ', ':')} is missing: type it, or give it as a line of the input.");
}
