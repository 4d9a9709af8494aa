using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Catalog;
using Tracker.Server.Operations;
using Tracker.Server.Timelines.Api;
using Tracker.Server.Timelines.Ingest;
using Tracker.Storage;

namespace Tracker.Server.Timelines;

/// <summary>Changes contexts and deletes what they hold.</summary>
internal sealed class ContextService(IDatabase database, RunWriter writer, UnusedKeys keys, EnvironmentNames environments, Quotas quotas, TimeProvider clock)
{
    /// <summary>The context as it is then, and whether it is a new one.</summary>
    public async Task<Outcome<(TimelineContext Context, bool IsNew)>> ConfigureAsync(string name, ContextRequest request, Caller caller, CancellationToken ct)
    {
        if (ContextRules.Apply(request, new() { Name = name }, environments).Failure is { } wrong) return wrong;
        if (await quotas.CheckRowsAsync(caller.Principal, ct) is { } exhausted) return exhausted;
        return await database.TryWriteAsync<(TimelineContext, bool)>(
            async write =>
            {
                await ContextStore.LockAsync(write, name);
                var before = await ContextStore.FindAsync(write, name);
                if (before is null && await RunStore.CountContextsAsync(write) >= RunWriter.MostContexts)
                    return new Failure(RpcCode.ResourceExhausted, $"There are {RunWriter.MostContexts} contexts, which is the most that may be.");
                var context = before ?? await CreateAsync(write, name);
                if (!ContextRules.Apply(request, context, environments).TryGet(out var wanted, out var failure)) return failure;
                var after = await ContextStore.SaveAsync(write, wanted);
                await write.ChangedAsync(TimelinesModule.Topic, name);
                if (before is null) write.OnCommitted(() => quotas.Stored(caller.Principal, 1));
                return (after!, before is null);
            },
            ct, Isolation.RowLocks);
    }

    public Task DescribeAsync(string name, string description, CancellationToken ct) => database.WriteAsync(
        Isolation.RowLocks,
        async write =>
        {
            await ContextStore.DescribeAsync(write, name, description);
            await write.ChangedAsync(TimelinesModule.Topic, name);
            return true;
        },
        ct);

    /// <summary>Deletes a context with all that it holds, in chunks: whoever is interrupted deletes it again.</summary>
    public async Task DeleteAsync(TimelineContext context, Caller caller, CancellationToken ct)
    {
        while (!await MaintainAsync(context, DeleteChunkAsync, ct)) { }

        async ValueTask<bool> DeleteChunkAsync(IWrite write, long id)
        {
            if (await ContextStore.DeleteRunsAsync(write, writer, id, Timeline.First, long.MaxValue) > 0) return false;
            if (await ContextStore.DeleteKeysAsync(write, id) > 0) return false;
            if (await ContextStore.DeleteTimelinesAsync(write, id, Timeline.First, long.MaxValue) > 0) return false;
            await ContextStore.DeleteAsync(write, writer, id);
            await AuditAsync(write, caller, "timeline.context.delete", context.Name, "");
            return true;
        }
    }

    /// <summary>
    /// Deletes a timeline with its events. What comes later of its events goes to the timeline before it: of an active
    /// timeline that is deleted the one before it becomes active.
    /// </summary>
    public async Task DeleteAsync(TimelineContext context, Timeline timeline, Caller caller, CancellationToken ct)
    {
        while (!await MaintainAsync(context, DeleteChunkAsync, ct)) { }
        await keys.DeleteAsync(context, ct);

        async ValueTask<bool> DeleteChunkAsync(IWrite write, long id)
        {
            // Another one may have begun in its middle.
            var until = await ContextStore.NextAsync(write, id, timeline.Starts) ?? long.MaxValue;
            if (await ContextStore.DeleteRunsAsync(write, writer, id, timeline.Starts, until) > 0) return false;
            await ContextStore.DeleteTimelinesAsync(write, id, timeline.Starts, timeline.Starts + 1);
            await AuditAsync(write, caller, "timeline.delete", context.Name, timeline.Title);
            return true;
        }
    }

    private Task<bool> MaintainAsync(TimelineContext context, Func<IWrite, long, ValueTask<bool>> chunk, CancellationToken ct) => database.MaintainAsync(
        Isolation.RowLocks,
        async write =>
        {
            await ContextStore.LockAsync(write, context.Name);
            // Somebody else may have finished it.
            if ((await ContextStore.FindAsync(write, context.Name))?.Id != context.Id) return true;
            await write.ChangedAsync(TimelinesModule.Topic, context.Name);
            return await chunk(write, context.Id);
        },
        ct);

    private async ValueTask<TimelineContext> CreateAsync(IWrite write, string name)
    {
        var now = clock.GetUtcNow();
        var id = await RunStore.InsertContextAsync(write, name, now);
        await RunStore.AddTimelineAsync(write, id, Timeline.First, "", now);
        await RunWriter.TellAsync(write, now, "timeline.context", id, new(name, Timeline.First, null, ""), $"{name} was set up");
        return (await ContextStore.FindAsync(write, name))!;
    }

    private ValueTask AuditAsync(IWrite write, Caller caller, string action, string subject, string detail) =>
        AuditLog.AppendAsync(write, new(clock.GetUtcNow(), caller.Principal.Name, caller.Address, action, subject, detail));
}
