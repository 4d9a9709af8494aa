using System.CommandLine;
using System.Text.Json.Nodes;

namespace Tracker.Cli.Events;

/// <summary>The fields of an event as options, and as the JSON that the server takes.</summary>
internal sealed class EventFields
{
    private readonly Option<string?> _type = Choice("--type", "What kind of change.", "deployment", "operation", "drift", "incident", "rpa_usage");
    private readonly Option<string?> _service = Text("--service", "What it concerns.", "name");
    private readonly Option<string?> _status = Choice(
        "--status", "Where it stands.",
        "start", "in_progress", "success", "failure", "warning", "error", "snapshot", "user_update", "recommandation", "open", "close", "done", "planned", "waiting_approval");
    private readonly Option<string?> _environment = Text("--environment", "Where it happens, such as production or prod.", "name");
    private readonly Option<string?> _priority = Choice("--priority", "P1 is the most urgent.", "P1", "P2", "P3", "P4", "P5");
    private readonly Option<string?> _message = Text("--message", "The details.", "text");
    private readonly Option<string?> _source = Text("--source", "The tool that reports.", "name");
    private readonly Option<string?> _owner = Text("--owner", "Who answers for it.", "name");
    private readonly Option<string?> _version = Text("--release", "The version that it brings or concerns.", "version");
    private readonly Option<string?> _host = Text("--host", "The machine it happens on.", "name");
    private readonly Option<string?> _start = Text("--start-date", "When it begins, as in 2026-03-02T15:04:00Z.", "time");
    private readonly Option<string?> _end = Text("--end-date", "When it ends.", "time");
    private readonly Option<string?> _related = Text("--related", "The id of the event that it follows.", "id");
    private readonly Option<bool?> _impact = new("--impact") { Description = "Whether users are affected.", HelpName = "true|false" };
    private readonly Option<string[]> _tags = new("--tag") { Description = "A word to find it by; may be repeated.", HelpName = "word" };
    private readonly Option<string?> _pullRequest = Text("--pull-request", "Its address.", "url");
    private readonly Option<string?> _ticket = Text("--ticket", "Its number or address.", "ticket");
    private readonly Option<string?> _override = Text("--freeze-override", "Why it may start in a freeze window; audited.", "reason");

    public void AddTo(Command command)
    {
        foreach (var option in new Option[]
        {
            _type, _service, _status, _environment, _priority, _message, _source, _owner, _version, _host, _start, _end, _related, _impact, _tags,
            _pullRequest, _ticket, _override,
        })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What was given, and nothing else: an update leaves the rest as it is.</summary>
    public JsonObject Body(Session session, string? title = null, string? type = null, string? status = null)
    {
        var attributes = new JsonObject();
        Put(attributes, "type", session.Get(_type) ?? type);
        Put(attributes, "status", session.Get(_status) ?? status);
        foreach (var (name, option) in new[]
        {
            ("service", _service), ("environment", _environment), ("priority", _priority), ("message", _message), ("source", _source), ("owner", _owner),
            ("version", _version), ("host", _host), ("startDate", _start), ("endDate", _end), ("relatedId", _related),
        })
        {
            Put(attributes, name, session.Get(option));
        }

        if (session.Get(_impact) is { } impact) attributes["impact"] = impact;
        if (session.Get(_tags) is { Length: > 0 } tags) attributes["tags"] = new JsonArray([.. tags.Select(t => (JsonNode?)t)]);
        var links = new JsonObject();
        Put(links, "pullRequestLink", session.Get(_pullRequest));
        Put(links, "ticket", session.Get(_ticket));

        var body = new JsonObject();
        Put(body, "title", title);
        if (attributes.Count > 0) body["attributes"] = attributes;
        if (links.Count > 0) body["links"] = links;
        Put(body, "freezeOverride", session.Get(_override));
        return body;
    }

    private static void Put(JsonObject json, string name, string? value)
    {
        if (value is not null) json[name] = value;
    }

    private static Option<string?> Text(string name, string description, string help) => new(name) { Description = description, HelpName = help };

    private static Option<string?> Choice(string name, string description, params string[] choices) =>
        new Option<string?>(name) { Description = description, HelpName = choices.Length > 6 ? "word" : string.Join('|', choices) }.AcceptOnlyFromAmong(choices);
}
