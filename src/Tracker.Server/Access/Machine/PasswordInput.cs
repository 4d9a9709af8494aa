using System.Text;
using Tracker.Server.Access.Users;
using Tracker.Server.Operations;

namespace Tracker.Server.Access.Machine;

/// <summary>Reads a password: typed twice and unseen at a terminal, else the first line of the input.</summary>
internal static class PasswordInput
{
    public static Outcome<string> Read()
    {
        if (Console.IsInputRedirected) return ReadLine() is { Length: > 0 } line ? line : Failure.Invalid("password is required: type it, or give it as the input's first line.");
        var password = Ask("Password: ");
        return password == Ask("Once more: ") ? password : Failure.Invalid("The two passwords differ.");
    }

    /// <summary>No more than a password may have and the character that makes it too long.</summary>
    private static string ReadLine()
    {
        var line = new StringBuilder();
        while (line.Length <= User.MaxPassword && Console.In.Read() is var c and >= 0 && c != '\n') line.Append((char)c);
        return line.ToString().TrimEnd('\r');
    }

    private static string Ask(string question)
    {
        Console.Error.Write(question);
        var text = new StringBuilder();
        while (Console.ReadKey(intercept: true) is var key && key.Key != ConsoleKey.Enter)
        {
            if (key.Key == ConsoleKey.Backspace) text.Length = Math.Max(0, text.Length - 1);
            else if (!char.IsControl(key.KeyChar) && text.Length <= User.MaxPassword) text.Append(key.KeyChar);
        }

        Console.Error.WriteLine();
        return text.ToString();
    }
}
