using Tracker.Server.Demo.Plan;
using Tracker.Server.Timelines;
using Tracker.Server.Timelines.Ingest;
using Tracker.Server.Timelines.Slow;

namespace Tracker.Server.Demo.Fill;

/// <summary>A timeline's messages are written in one batch, as a queue that had filled would be.</summary>
internal sealed class TimelineFill(ContextService contexts, IMessageWriter messages, SlowTimelines slow) : IFill
{
    public async Task<bool> ApplyAsync(DemoAct act, CancellationToken ct)
    {
        switch (act)
        {
            case ContextMade made:
                FillNotes.Must(act, await contexts.ConfigureAsync(made.Context, made.Request, FillNotes.As("foundation"), ct));
                return true;
            case TimelineTold told:
                if (told.Messages.Count > 0) await messages.WriteAsync(told.Messages, _ => false, ct);
                return true;
            case TimelineWatched watched:
                await slow.LookAsync(watched.Context, ct);
                return true;
            default:
                return false;
        }
    }
}
