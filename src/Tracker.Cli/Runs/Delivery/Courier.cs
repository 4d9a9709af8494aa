using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Tracker.Cli.Connect;
using Tracker.Cli.Runs.Joined;

namespace Tracker.Cli.Runs.Delivery;

/// <summary>
/// Brings what a parcel holds to the server, in order, and takes out of it what has arrived. Each step may be repeated:
/// the run begins once by its key, a sample is known by its time, and a second stop changes nothing.
/// </summary>
internal sealed class Courier(ServerConnection server)
{
    private const int MostPerRequest = 1_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // The server forgets keys after a day.
    private static readonly TimeSpan KeyLasts = TimeSpan.FromHours(23);

    public Target Target => server.Target;

    /// <summary>The last run that was stopped, as the server has it.</summary>
    public RunReply? Stopped { get; private set; }

    /// <summary>
    /// Delivers what is there, unless that fails for now. What the server refuses for good is left out, and the parcel says why.
    /// Another thread may add to the parcel meanwhile.
    /// </summary>
    public Outcome Deliver(Parcel parcel, Lock gate, CancellationToken ct)
    {
        if (parcel.Report is { } end)
        {
            var told = new TaskPing(server).End(end, ct);
            if (told.Fate == Fate.Refused) lock (gate) parcel.Refused = told.Why;
            return told.Fate == Fate.Later ? told : Outcome.Delivered;
        }
        if (parcel.Refused is null)
        {
            var run = Run(parcel, gate, ct);
            if (run.Fate == Fate.Later) return run;
            if (run.Fate == Fate.Refused) Refuse(parcel, gate, run.Why);
        }
        while (Next(parcel, gate) is { } next)
        {
            var (outcome, _) = Send(new HttpMethod(next.Method), next.Path, Encoding.UTF8.GetBytes(next.Body), next.Key, ct);
            if (outcome.Fate == Fate.Later) return outcome;
            lock (gate) parcel.Then.RemoveAt(0);
            if (outcome.Fate == Fate.Refused) lock (gate) parcel.Refused ??= outcome.Why;
        }
        return Outcome.Delivered;
    }

    /// <summary>What else there is to tell once the run is.</summary>
    private static LateRequest? Next(Parcel parcel, Lock gate)
    {
        lock (gate) return parcel.Stop is null ? parcel.Then.FirstOrDefault() : null;
    }

    private static void Refuse(Parcel parcel, Lock gate, string why)
    {
        lock (gate)
        {
            (parcel.Refused, parcel.Stop) = (why, null);
            parcel.Samples.Clear();
        }
    }

    private Outcome Run(Parcel parcel, Lock gate, CancellationToken ct)
    {
        if (parcel.Id is null && Begin(parcel, gate, ct) is { Fate: not Fate.Delivered } notBegun) return notBegun;
        while (true)
        {
            SampleBody[] batch;
            StopBody? stop;
            lock (gate) (batch, stop) = ([.. parcel.Samples.Take(MostPerRequest)], parcel.Stop);
            if (batch.Length == 0) return stop is null ? Outcome.Delivered : Stop(parcel, stop, gate, ct);
            var (outcome, _) = Send(HttpMethod.Post, $"api/v1/test/{parcel.Id}/usage", Json(batch, RunJson.Default.SampleBodyArray), null, ct);
            if (outcome.Fate == Fate.Refused && IsOver(parcel, ct)) break;
            if (outcome.Fate != Fate.Delivered) return outcome;
            lock (gate) parcel.Samples.RemoveRange(0, batch.Length);
        }
        lock (gate)
        {
            parcel.Samples.Clear();
            parcel.Stop = null;
        }
        return Outcome.Delivered;
    }

    private Outcome Begin(Parcel parcel, Lock gate, CancellationToken ct)
    {
        if (parcel.BeginSent && TryFind(parcel, ct) is { } found)
        {
            lock (gate) parcel.Id = found;
            return Outcome.Delivered;
        }
        var begin = parcel.Begin;
        lock (gate) parcel.BeginSent = true;
        var (outcome, body) = Send(HttpMethod.Post, "api/v1/test", Json(begin, RunJson.Default.BeginBody), parcel.Key, ct);
        if (outcome.Fate == Fate.Refused && begin.Parent is not null && outcome.Why.StartsWith("parent", StringComparison.Ordinal))
        {
            // The outer run is another user's, or gone: this one stands by itself.
            lock (gate) parcel.Begin = begin with { Parent = null };
            return Begin(parcel, gate, ct);
        }
        if (outcome.Fate != Fate.Delivered) return outcome;
        if (Read(body, RunJson.Default.BegunReply) is not { Id: > 0 and var id })
            return new(Fate.Later, $"{server.Target.Server} does not answer as Tracker does. Is --server (TRACKER_SERVER) right?");
        lock (gate) parcel.Id = id;
        return outcome;
    }

    /// <summary>A run whose key the server may have forgotten is known by its start.</summary>
    private long? TryFind(Parcel parcel, CancellationToken ct)
    {
        var start = DateTimeOffset.Parse(parcel.Begin.StartTime, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        if (TimeProvider.System.GetUtcNow() - start < KeyLasts) return null;
        var (_, body) = Send(HttpMethod.Get, new ApiPath("api/v1/test").With("q", parcel.Begin.Name).With("per_page", 1_000).ToString(), null, null, ct);
        return Read(body, RunJson.Default.RunReplyArray)?.FirstOrDefault(run =>
            DateTimeOffset.TryParse(run.StartTime, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at == start)?.Id;
    }

    private Outcome Stop(Parcel parcel, StopBody stop, Lock gate, CancellationToken ct)
    {
        var (outcome, body) = Send(HttpMethod.Post, $"api/v1/test/{parcel.Id}/stop", Json(stop, RunJson.Default.StopBody), null, ct);
        if (outcome.Fate != Fate.Delivered) return outcome;
        Stopped = Read(body, RunJson.Default.RunReply);
        lock (gate) parcel.Stop = null;
        return outcome;
    }

    /// <summary>
    /// Whether the run was stopped already. It is only once all samples have arrived, so somebody delivered this parcel and could
    /// not say so any more.
    /// </summary>
    private bool IsOver(Parcel parcel, CancellationToken ct)
    {
        var (outcome, body) = Send(HttpMethod.Get, $"api/v1/test/{parcel.Id}", null, null, ct);
        return outcome.Fate == Fate.Delivered && Read(body, RunJson.Default.RunReply) is { Active: false, Lost: false };
    }

    private (Outcome Outcome, byte[] Body) Send(HttpMethod method, string path, byte[]? body, string? key, CancellationToken ct)
    {
        var request = new Request(method, path) { Content = body is null ? null : (body, "application/json"), IdempotencyKey = key, Patience = Patience, IsShort = true };
        try
        {
            var reply = server.TrySendAsync(request, ct).GetAwaiter().GetResult();
            if (reply.IsDone) return (Outcome.Delivered, reply.Body);
            // Credentials and quotas change, and what is not found may be another user's.
            var later = reply.Status is >= 500 or 401 or 403 or 404 or 408 or 409 or 429 or (>= 300 and < 400);
            return (new(later ? Fate.Later : Fate.Refused, Refusal.Of(reply, server.Target).Message), reply.Body);
        }
        catch (CommandException unreachable)
        {
            return (new(Fate.Later, unreachable.Message), []);
        }
        catch (OperationCanceledException)
        {
            return (new(Fate.Later, $"{server.Target.Server} did not answer in time."), []);
        }
    }

    private static byte[] Json<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(value, type);

    private static T? Read<T>(byte[] json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
