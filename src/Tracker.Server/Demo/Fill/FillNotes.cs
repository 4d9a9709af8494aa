using Tracker.Protocol.Api;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Demo.Plan;
using Tracker.Server.Operations;

namespace Tracker.Server.Demo.Fill;

/// <summary>What became of the plan's keys, and of what the rules refused.</summary>
internal sealed class FillNotes
{
    /// <summary>The ids behind the keys.</summary>
    public Dictionary<string, string> Ids { get; } = new(StringComparer.Ordinal);

    /// <summary>Acts that found a lock, a freeze window or nothing to do in their way, as it happens to people.</summary>
    public int Refused { get; private set; }

    public static Caller As(string name) => new(new Principal("demo:" + name, name, Scope.Admin), "", null);

    /// <summary>Keeps the id. What is refused by a lock or a freeze window did not happen; any other refusal is a fault of the plan.</summary>
    public bool Note<T>(DemoAct act, string key, Outcome<T> outcome, Func<T, string> id)
    {
        if (outcome.TryGet(out var value, out var failure))
        {
            Ids[key] = id(value);
            return true;
        }

        if (failure.Code is not (RpcCode.Aborted or RpcCode.AlreadyExists)) throw Fault(act, failure);
        Refused++;
        return false;
    }

    /// <summary>The id of a key; null when what it stands for did not happen.</summary>
    public string? Find(string key) => Ids.GetValueOrDefault(key);

    public static void Must<T>(DemoAct act, Outcome<T> outcome)
    {
        if (outcome.Failure is { } failure) throw Fault(act, failure);
    }

    private static InvalidOperationException Fault(DemoAct act, Failure failure) => new($"The demonstration's {act.GetType().Name} of {act.At:u} was refused: {failure.Message}");
}

/// <summary>Does what a part of the plan says, through the services of its module.</summary>
internal interface IFill
{
    /// <summary>False when the act is another part's.</summary>
    Task<bool> ApplyAsync(DemoAct act, CancellationToken ct);
}
