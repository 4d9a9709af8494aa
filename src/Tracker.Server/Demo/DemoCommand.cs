using System.Diagnostics;
using System.Globalization;
using Tracker.Server.Activity;
using Tracker.Server.Demo.Fill;
using Tracker.Server.Demo.Plan;
using Tracker.Server.Notifications.Rules;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Demo;

/// <summary><c>--demo</c>: before the server starts, an empty store is filled with a month of an imaginary platform.</summary>
public static class DemoCommand
{
    private const string Begun = "demo.begun";
    private const string Filled = "demo.filled";

    private static readonly Setting<bool> Demo = Setting.Switch("DEMO", "fills an empty store with a month of an imaginary platform before the server starts");

    private static readonly Setting<int> Seed = Setting.Number(
        "DEMO_SEED", DemoMonth.StandardSeed, 0, int.MaxValue, "which imaginary month it is: the same seed and the same moment are the same month");

    public static IReadOnlyList<Setting> Known { get; } = [Demo, Seed];

    /// <summary>Fills the store where that was asked for. False when it was, and must not be: the store holds something else.</summary>
    /// <param name="told">Hears how far it is.</param>
    public static async Task<bool> PrepareAsync(
        string[] args, TextWriter told, IReadOnlyDictionary<string, string>? environment = null, TimeProvider? clock = null, CancellationToken ct = default)
    {
        var set = environment ?? TrackerServer.ProcessEnvironment();
        var settings = Settings.Load(args, set, Directory.GetCurrentDirectory(), TrackerServer.KnownSettings);
        if (!settings.Get(Demo)) return true;
        var plan = DemoMonth.Of(settings.Get(Seed), (clock ?? TimeProvider.System).GetUtcNow());
        var time = new FillClock(plan.Acts[0].At);
        await using var app = await DemoFill.CreateAppAsync(args, set, time, ct);
        var database = app.Services.GetRequiredService<IDatabase>();
        switch (await StateAsync(app.Services, ct))
        {
            case State.Filled:
                await told.WriteLineAsync("The demonstration is in this store already: the server starts with it as it is.");
                return true;
            case State.Interrupted:
                await told.WriteLineAsync("Filling this store with the demonstration was interrupted. Delete it, or name another one (--data-dir), and start again.");
                return false;
            case State.Used:
                await told.WriteLineAsync("--demo fills an empty store, and this one is not empty, or has rules for notifications: nothing was written. Start without --demo, or name another one: --data-dir demo");
                return false;
        }

        var watch = Stopwatch.StartNew();
        await told.WriteLineAsync($"Filling the store with a month of an imaginary platform (seed {settings.Get(Seed).ToString(CultureInfo.InvariantCulture)}) ...");
        await NoteAsync(database, time, Begun, settings.Get(Seed), ct);
        await new DemoFill(app.Services, time).RunAsync(plan, part => told.WriteLine($"  {part * 10} %"), ct);
        await NoteAsync(database, time, Filled, settings.Get(Seed), ct);
        await told.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"Filled in {watch.Elapsed.TotalSeconds:0.0} s: {plan.Platform.Services.Count} services, {plan.Acts.Count} things that happened to them."));
        return true;
    }

    private static async Task<State> StateAsync(IServiceProvider services, CancellationToken ct)
    {
        var log = services.GetRequiredService<AuditLog>();
        if ((await log.ListAsync(new(Action: Filled), 1, 0, ct)).Count > 0) return State.Filled;
        if ((await log.ListAsync(new(Action: Begun), 1, 0, ct)).Count > 0) return State.Interrupted;
        // Where somebody is to be told of things, they would be told of all that never happened.
        var database = services.GetRequiredService<IDatabase>();
        return await ActivityLog.IsEmptyAsync(database, ct) && !await database.WriteAsync(RuleStore.AnyAsync, ct) ? State.Empty : State.Used;
    }

    private static Task NoteAsync(IDatabase database, TimeProvider clock, string action, int seed, CancellationToken ct) => database.WriteAsync(
        async write =>
        {
            await AuditLog.AppendAsync(write, new(clock.GetUtcNow(), "demo", "", action, "", string.Create(CultureInfo.InvariantCulture, $"seed {seed}")));
            return true;
        },
        ct);

    private enum State
    {
        Empty,
        Used,
        Interrupted,
        Filled,
    }
}
