using System.Globalization;
using Tracker.Server.Operations;
using Tracker.Server.Web.Forms;

namespace Tracker.Server.Tasks.Pages;

/// <summary>What the form of a task holds, as texts.</summary>
public sealed record TaskFormValues
{
    private static readonly string[] Fields = ["name", "datapoints", "tolerance", "period", "cron", "grace", "max_run", "early", "failures", "of", "parent", "timezone", "tags", "service", "environment", "host"];

    public IReadOnlyDictionary<string, string> Texts { get; init; } = new Dictionary<string, string> { ["datapoints"] = "7", ["tolerance"] = "0", ["timezone"] = "UTC" };

    /// <summary>Then what goes with a schedule does not count.</summary>
    private bool IsDaily => this["period"].Length == 0 && this["cron"].Length == 0;

    /// <summary>Whether the times are asked for, and nothing is to be stored.</summary>
    public bool IsCheck { get; init; }

    public string this[string field] => Texts.GetValueOrDefault(field, "");

    public static TaskFormValues Read(IFormCollection form) => new()
    {
        Texts = Fields.ToDictionary(f => f, f => form[f].ToString().Trim()),
        IsCheck = form.ContainsKey("check"),
    };

    /// <param name="parent">Its parent's name.</param>
    public static TaskFormValues Of(ScheduledTask t, string? parent) => new()
    {
        Texts = new Dictionary<string, string>
        {
            ["name"] = t.Name,
            ["datapoints"] = t.Datapoints.ToString(CultureInfo.InvariantCulture),
            ["tolerance"] = t.Tolerance.ToString(CultureInfo.InvariantCulture),
            ["period"] = Text(t.Period),
            ["cron"] = t.Cron ?? "",
            ["grace"] = t.IsDaily ? "" : Text(t.Grace),
            ["max_run"] = Text(t.MaxRun),
            ["early"] = Text(t.Early),
            ["failures"] = t.IsDaily || t.OutOf == 1 ? "" : t.Failures.ToString(CultureInfo.InvariantCulture),
            ["of"] = t.IsDaily || t.OutOf == 1 ? "" : t.OutOf.ToString(CultureInfo.InvariantCulture),
            ["parent"] = parent ?? "",
            ["timezone"] = t.Timezone,
            ["tags"] = string.Join(", ", t.Tags),
            ["service"] = t.Service ?? "",
            ["environment"] = t.Environment ?? "",
            ["host"] = t.Host ?? "",
        },
    };

    /// <summary>The request, as far as the texts can be read; what cannot is told beside its field.</summary>
    public TaskRequest ToRequest(FieldErrors errors) => new()
    {
        Name = this["name"],
        Datapoints = Number("datapoints", errors),
        Tolerance = Number("tolerance", errors),
        Period = Duration("period", errors),
        Cron = this["cron"],
        Grace = IsDaily ? null : Duration("grace", errors),
        MaxRun = IsDaily ? null : Duration("max_run", errors),
        Early = IsDaily ? null : Duration("early", errors),
        Failures = IsDaily ? null : Number("failures", errors),
        Of = IsDaily ? null : Number("of", errors),
        Parent = this["parent"],
        Timezone = this["timezone"],
        Tags = this["tags"].Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        Service = this["service"],
        Environment = this["environment"],
        Host = this["host"],
    };

    /// <summary>Tells a failure beside the field that it names.</summary>
    public static void Add(FieldErrors errors, Failure failure)
    {
        var field = failure.Message.Split(' ', ':')[0];
        errors.Add(Fields.Contains(field) ? field : "", failure.Message);
    }

    private int? Number(string field, FieldErrors errors)
    {
        if (this[field].Length == 0) return null;
        if (int.TryParse(this[field], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        errors.Add(field, $"{field} must be a whole number.");
        return null;
    }

    private TimeSpan? Duration(string field, FieldErrors errors)
    {
        if (this[field].Length == 0) return null;
        if (TaskDuration.TryParse(this[field], out var duration)) return duration;
        errors.Add(field, $"{field} must be seconds or a text such as 90m or 1d 12h, at most 400 days.");
        return null;
    }

    private static string Text(TimeSpan? span) => span is { } s ? TaskDuration.Format(s) : "";
}
