using Tracker.Server.Demo.Plan;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Demo.Fill;

/// <summary>
/// Does a plan act by act in an app that is not started: no worker runs, nothing is polled, nothing is sent, and whatever is
/// written is what the modules write.
/// </summary>
internal sealed class DemoFill(IServiceProvider services, FillClock clock)
{
    public FillNotes Notes { get; } = new();

    /// <param name="told">Hears how far it is, in parts of ten.</param>
    public async Task RunAsync(DemoPlan plan, Action<int> told, CancellationToken ct)
    {
        IFill[] fills =
        [
            Create<EventFill>(Notes), Create<TaskFill>(Notes), Create<TimelineFill>(), Create<ReleaseFill>(Notes), Create<RunFill>(Notes), Create<CatalogFill>(),
        ];
        for (var i = 0; i < plan.Acts.Count; i++)
        {
            var act = plan.Acts[i];
            clock.Turn(act.At);
            if (!await ApplyAsync(fills, act, ct)) throw new InvalidOperationException($"Nobody does {act.GetType().Name}.");
            if ((i + 1) * 10 / plan.Acts.Count is var part && part > i * 10 / plan.Acts.Count) told(part);
        }
    }

    /// <summary>An app over the settings' store whose clocks the fill turns. It is to be disposed, never started.</summary>
    public static Task<WebApplication> CreateAppAsync(string[] args, IReadOnlyDictionary<string, string> environment, FillClock clock, CancellationToken ct) =>
        TrackerServer.CreateAsync(
            args, environment, clock, ct: ct,
            change: services =>
            {
                services.AddSingleton<IDatabase>(s => new TurnedDatabase(s.GetRequiredService<Store>().Database, clock));
                // A month in seconds takes longer here and there than one thing alone would; that is nobody's concern.
                services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error));
            });

    private static async Task<bool> ApplyAsync(IFill[] fills, DemoAct act, CancellationToken ct)
    {
        foreach (var fill in fills)
        {
            if (await fill.ApplyAsync(act, ct)) return true;
        }

        return false;
    }

    private IFill Create<T>(params object[] more)
        where T : IFill => ActivatorUtilities.CreateInstance<T>(services, more);
}
