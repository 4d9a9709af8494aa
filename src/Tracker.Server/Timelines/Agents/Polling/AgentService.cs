using System.Text;
using Tracker.Rpc;
using Tracker.Server.Access;
using Tracker.Server.Operations;
using Tracker.Server.Operations.Outbound;
using Tracker.Storage;

namespace Tracker.Server.Timelines.Agents.Polling;

/// <summary>The agents that are asked for their messages, named by administrators.</summary>
internal sealed class AgentService(IDatabase database, SecretKey seal, OutboundGuard guard, TimeProvider clock)
{
    public const int Most = 500;
    public const int MaxName = 100;

    public Task<List<Agent>> ListAsync(CancellationToken ct) => AgentStore.ListAsync(database, ct);

    public async Task<Outcome<Agent>> CreateAsync(string? name, string? url, string? key, Caller caller, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(name)) return Failure.Invalid("name is required.");
        if (name.Length > MaxName || name.Any(char.IsControl)) return Failure.Invalid($"name may have at most {MaxName} characters, none of them a control character.");
        if (!guard.CheckUrl("url", url).TryGet(out var address, out var failure)) return failure;
        if (string.IsNullOrEmpty(key) || key.Length > 200 || key.Any(c => c is < ' ' or > '~')) return Failure.Invalid("key is required: the AGENT_KEY of the agent, up to 200 printable ASCII characters.");
        var (now, id) = (clock.GetUtcNow(), Guid.CreateVersion7());
        var agent = new Agent(0, id, name.Trim(), address.AbsoluteUri.TrimEnd('/'), seal.Protect(Encoding.UTF8.GetBytes(key), Agent.Purpose(id)), caller.Principal.Name, now, null, 0, 0, null, "");
        return await database.TryWriteAsync<Agent>(
            async write =>
            {
                if (await AgentStore.CountAsync(write) >= Most) return new Failure(RpcCode.ResourceExhausted, $"There are {Most} agents, which is the most there may be.");
                if (await AgentStore.InsertAsync(write, agent) is not { } stored) return new Failure(RpcCode.AlreadyExists, $"There is an agent named {agent.Name} already.");
                await AuditAsync(write, caller, "agent.create", stored);
                return stored;
            },
            ct);
    }

    public Task<Outcome<Agent>> DeleteAsync(Guid id, Caller caller, CancellationToken ct) => database.TryWriteAsync<Agent>(
        async write =>
        {
            if (await AgentStore.DeleteAsync(write, id) is not { } agent) return Failure.NotFound($"There is no agent {id}.");
            await AuditAsync(write, caller, "agent.delete", agent);
            return agent;
        },
        ct);

    public string KeyOf(Agent agent) => Encoding.UTF8.GetString(seal.Unprotect(agent.SealedKey, Agent.Purpose(agent.Id)));

    private ValueTask AuditAsync(IWrite write, Caller caller, string action, Agent agent) =>
        AuditLog.AppendAsync(write, new(clock.GetUtcNow(), caller.Principal.Name, caller.Address, action, agent.Name, agent.Url));
}
