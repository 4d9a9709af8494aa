using System.Text;
using System.Text.Json.Nodes;
using Tracker.Cli.Connect;
using Tracker.Cli.Runs.Delivery;

namespace Tracker.Cli.Runs.Joined;

/// <summary>
/// The deployment that the command is: its event begins before the command and ends with it. A deployment that must not start, for
/// a lock or a freeze window, keeps the command from starting; a server that is not there does not.
/// </summary>
internal sealed class Deployment(ServerConnection server, Subject subject, string? version, string who, string title)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly string _key = Guid.NewGuid().ToString();
    private string? _startedAt;

    /// <summary>The event's id; null until the server knows it.</summary>
    public string? Id { get; private set; }

    /// <summary>Begins it; waits while somebody else holds its lock. Returns what there is to warn of.</summary>
    public string? Start(TimeSpan wait, bool mustBeTold, CancellationToken ct)
    {
        var clock = TimeProvider.System;
        var began = clock.GetTimestamp();
        _startedAt = RunClock.Format(clock.GetUtcNow());
        while (true)
        {
            try
            {
                var request = new Request(HttpMethod.Post, "api/v1alpha1/event") { Body = Event("start"), IdempotencyKey = _key, Patience = Patience, IsShort = true };
                var reply = server.TrySendAsync(request, ct).GetAwaiter().GetResult();
                if (reply.IsDone)
                {
                    Id = reply.Json(server.Target).GetProperty("event").GetProperty("metadata").GetProperty("id").GetString();
                    return null;
                }
                if (reply.Status is 503 or 429 && !mustBeTold) return Refusal.Of(reply, server.Target).Message;
                if (reply.Status != 409 || clock.GetElapsedTime(began) >= wait) throw Refusal.Of(reply, server.Target, "Wait for it with --lock-wait, such as --lock-wait 10m.");
            }
            catch (CommandException e) when (e.ExitCode == ExitCode.Unreachable && !mustBeTold)
            {
                return e.Message;
            }
            if (ct.WaitHandle.WaitOne(Pause)) throw new OperationCanceledException(ct);
        }
    }

    /// <summary>What is to be told at its end: that it ended or, if nobody knows that it began, all of it.</summary>
    public LateRequest End(int exitCode, DateTimeOffset at)
    {
        var status = exitCode == 0 ? "success" : "failure";
        if (Id is { } id)
        {
            var update = new JsonObject { ["id"] = id, ["attributes"] = new JsonObject { ["status"] = status, ["message"] = $"exit {exitCode}" } };
            return new("PUT", "api/v1alpha1/event", _key + "-end", update.ToJsonString());
        }
        var whole = Event(status);
        whole["attributes"]!["startDate"] = _startedAt;
        whole["attributes"]!["endDate"] = RunClock.Format(at);
        whole["attributes"]!["message"] = $"exit {exitCode}";
        return new("POST", "api/v1alpha1/event", _key + "-end", whole.ToJsonString());
    }

    /// <summary>The command does not start after all, which the event must not hide, nor hold its lock.</summary>
    public void Abandon()
    {
        if (Id is null) return;
        var end = End(1, TimeProvider.System.GetUtcNow());
        var request = new Request(HttpMethod.Put, end.Path) { Content = (Encoding.UTF8.GetBytes(end.Body), "application/json"), Patience = Patience, IsShort = true };
        try
        {
            server.TrySendAsync(request, CancellationToken.None).GetAwaiter().GetResult();
        }
        catch (CommandException e)
        {
            Stderr.Line($"the deployment's event {Id} has no end: {e.Message}");
        }
    }

    private JsonObject Event(string status)
    {
        var attributes = new JsonObject
        {
            ["type"] = Subject.Deployment,
            ["service"] = subject.Service,
            ["status"] = status,
            ["owner"] = who,
            ["source"] = "tracker run",
            ["host"] = Environment.MachineName,
        };
        if (subject.Environment.Length > 0) attributes["environment"] = subject.Environment;
        if (version is not null) attributes["version"] = version;
        return new() { ["title"] = title, ["attributes"] = attributes };
    }
}
