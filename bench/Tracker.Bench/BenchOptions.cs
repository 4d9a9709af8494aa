using System.Globalization;

namespace Tracker.Bench;

public sealed record BenchOptions
{
    public const string Usage = """
        dotnet run -c Release --project bench/Tracker.Bench -- [options] [scenario ...]

          --rounds N      how often each side is measured, in turns (default 5)
          --seconds N     how long one measurement lasts (default 8)
          --rows N        how many events the growth scenarios go up to (default 1000000)
          --markdown      print the tables for docs/performance.md
          --list          list the scenarios
        """;

    public int Rounds { get; init; } = 5;

    public int Seconds { get; init; } = 8;

    public int Rows { get; init; } = 1_000_000;

    public bool Markdown { get; init; }

    public bool List { get; init; }

    public IReadOnlyList<string> Scenarios { get; init; } = [];

    public static bool TryParse(string[] args, out BenchOptions options, out string error)
    {
        options = new BenchOptions();
        error = "";
        for (var i = 0; i < args.Length; i++)
        {
            var value = i + 1 < args.Length && int.TryParse(args[i + 1], CultureInfo.InvariantCulture, out var number) && number > 0 ? number : 0;
            switch (args[i])
            {
                case "--rounds" or "--seconds" or "--rows" when value == 0:
                    error = $"{args[i]} takes a number from 1 up.";
                    return false;
                case "--rounds":
                    options = options with { Rounds = value };
                    i++;
                    break;
                case "--seconds":
                    options = options with { Seconds = value };
                    i++;
                    break;
                case "--rows":
                    options = options with { Rows = value };
                    i++;
                    break;
                case "--markdown":
                    options = options with { Markdown = true };
                    break;
                case "--list":
                    options = options with { List = true };
                    break;
                case ['-', ..]:
                    error = $"Unknown option {args[i]}.";
                    return false;
                default:
                    options = options with { Scenarios = [.. options.Scenarios, args[i]] };
                    break;
            }
        }
        return true;
    }
}
