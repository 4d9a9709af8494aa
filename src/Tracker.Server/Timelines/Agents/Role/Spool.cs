using System.Text;
using Tracker.Protocol.Timelines;
using Tracker.Server.Operations.Changes;
using Tracker.Server.Timelines.Ingest;
using Tracker.Storage;

namespace Tracker.Server.Timelines.Agents.Role;

/// <summary>What an agent was told and has not delivered yet: durable, in the order in which it came, and bounded.</summary>
internal sealed class Spool(IDatabase database, AgentOptions options) : IMessageWriter, IDisposable
{
    /// <summary>What a server takes in one request.</summary>
    private const int MostAtOnce = 2_000;
    private const int MostCharacters = 800_000;

    private readonly Signal _filled = new();
    private long _count;

    /// <summary>How many messages wait.</summary>
    public long Count => Volatile.Read(ref _count);

    public Guid Id { get; private set; }

    public async Task OpenAsync(CancellationToken ct)
    {
        Id = await database.WriteAsync(
            async write =>
            {
                await write.ExecuteAsync("INSERT INTO timeline_spool_id(id, uuid) VALUES(1, $1) ON CONFLICT(id) DO NOTHING", Guid.NewGuid());
                return await write.FirstAsync("SELECT uuid FROM timeline_spool_id WHERE id = 1", r => r.GetUuid(0));
            },
            ct);
        _count = await database.FirstAsync("SELECT count(*) FROM timeline_spool", r => r.GetInt64(0), ct);
    }

    public async Task<IngestOutcome[]> WriteAsync(IReadOnlyList<Incoming> messages, Predicate<int> alone, CancellationToken ct)
    {
        var room = (int)Math.Clamp(options.MostMessages - Count, 0, messages.Count);
        var rows = messages.Take(room).Select(m => (m.Context, Json: ToJson(m))).ToList();
        await database.WriteAsync(
            async write =>
            {
                foreach (var (context, json) in rows) await write.SendAsync("INSERT INTO timeline_spool(context, message) VALUES($1, $2)", context, json);
                return true;
            },
            ct);
        Interlocked.Add(ref _count, room);
        _filled.Set();
        var outcomes = new IngestOutcome[messages.Count];
        Array.Fill(outcomes, IngestOutcome.Full, room, messages.Count - room);
        return outcomes;
    }

    /// <summary>The oldest messages behind a place, no more than a server takes at once.</summary>
    public async Task<List<SpooledMessage>> ReadAsync(long after, CancellationToken ct)
    {
        var rows = await database.QueryAsync(
            "SELECT sequence, context, message FROM timeline_spool WHERE sequence > $1 ORDER BY sequence LIMIT $2", r => new SpooledMessage(r.GetInt64(0), r.GetString(1), r.GetString(2)), ct, after, MostAtOnce);
        var characters = 0;
        return [.. rows.TakeWhile(r => (characters += r.Json.Length) <= MostCharacters)];
    }

    /// <summary>Forgets what has been delivered: everything up to a place.</summary>
    public async Task DeleteAsync(long upTo, CancellationToken ct)
    {
        if (upTo <= 0) return;
        var deleted = await database.WriteAsync(async write => await write.ExecuteAsync("DELETE FROM timeline_spool WHERE sequence <= $1", upTo), ct);
        Interlocked.Add(ref _count, -deleted);
    }

    /// <summary>Whether something was added, lately or within this time.</summary>
    public Task<bool> WaitAsync(TimeSpan longest, CancellationToken ct) => _filled.WaitAsync(longest, ct);

    public void Dispose() => _filled.Dispose();

    private static string ToJson(in Incoming m)
    {
        Span<byte> json = stackalloc byte[TimelineLimits.DatagramBytes * 2];
        var message = new TimelineMessage { Context = m.Context, Name = m.Name, Host = m.Host, Type = m.Type, Time = m.Time, Status = m.Status };
        var error = TimelineDatagram.Write(message, DatagramFormat.Json, json, out var written);
        return error == DatagramError.None ? Encoding.UTF8.GetString(json[..written]) : throw new InvalidOperationException(error.ToSentence());
    }
}

/// <param name="Sequence">Its place.</param>
internal sealed record SpooledMessage(long Sequence, string Context, string Json);
