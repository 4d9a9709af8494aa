using System.Text;

namespace Tracker.Cli.Account;

/// <summary>Asks at the terminal; where there is none, the input's next line is the answer.</summary>
internal static class SecretInput
{
    private const int MostCharacters = 8_192;

    /// <summary>What is typed is not shown.</summary>
    public static string Read(string question)
    {
        if (Console.IsInputRedirected) return Required(Console.In.ReadLine(), question);
        Console.Error.Write(question);
        var typed = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace) typed.Length = Math.Max(0, typed.Length - 1);
            else if (!char.IsControl(key.KeyChar) && typed.Length < MostCharacters) typed.Append(key.KeyChar);
        }

        Console.Error.WriteLine();
        return Required(typed.ToString(), question);
    }

    public static string ReadLine(string question)
    {
        if (!Console.IsInputRedirected) Console.Error.Write(question);
        return Required(Console.In.ReadLine(), question);
    }

    private static string Required(string? text, string question) =>
        text is { Length: > 0 } ? text : throw CommandException.WrongUsage($"{question.TrimEnd(' ', ':')} is missing: type it, or give it as a line of the input.");
}
