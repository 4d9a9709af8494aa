using Tracker.Bench.Scenarios;

namespace Tracker.Bench;

/// <summary>Runs the scenarios asked for, one after another, and prints their tables as they come.</summary>
public static class Bench
{
    private static readonly IScenario[] All =
    [
        new PostEventScenario(),
        new GrpcCreateEventScenario(),
        new EventPageGrowthScenario(),
        new LockCycleScenario(),
        new CatalogGrowthScenario(),
        new WhatChangedBeforeScenario(),
        new TaskEvaluationScenario(),
        new PingScenario(),
        new UdpIngestScenario(),
        new TimelineSizeScenario(),
        new CommandScenario(),
        new StartScenario(),
        new LimitsScenario(),
    ];

    public static async Task<int> RunAsync(string[] args)
    {
        if (!BenchOptions.TryParse(args, out var options, out var error) || Unknown(options, out error))
        {
            await Console.Error.WriteLineAsync($"{error}\n\n{BenchOptions.Usage}");
            return 2;
        }
        if (options.List)
        {
            Array.ForEach(All, s => Console.WriteLine($"{s.Name,-18} {s.Question}"));
            return 0;
        }
#if DEBUG
        await Console.Error.WriteLineAsync("This is a Debug build: its numbers say nothing. Run it with -c Release.");
        return 2;
#else
        using var stopping = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) =>
        {
            key.Cancel = true;
            stopping.Cancel();
        };
        Console.WriteLine($"{Machine.Describe()}; {options.Rounds} rounds of {options.Seconds} s, in turns\n");
        foreach (var scenario in All.Where(s => options.Scenarios.Count == 0 || options.Scenarios.Contains(s.Name)))
        {
            await Console.Error.WriteLineAsync($"{scenario.Name}: {scenario.Question}");
            var table = await scenario.RunAsync(options, stopping.Token);
            Console.WriteLine(options.Markdown ? table.ToMarkdown() : table.ToText());
        }
        return 0;
#endif
    }

    private static bool Unknown(BenchOptions options, out string error)
    {
        var unknown = options.Scenarios.FirstOrDefault(name => All.All(s => s.Name != name));
        error = $"There is no scenario {unknown}; there are {string.Join(", ", All.Select(s => s.Name))}.";
        return unknown is not null;
    }
}
