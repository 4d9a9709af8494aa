using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Events;
using FieldType = Google.Protobuf.Reflection.FieldType;

namespace Tracker.Server.Events.Views;

/// <summary>
/// An event as a form holds it: texts by the contract's field paths, such as <c>attributes.service</c>. Lists have an item
/// a line; how times are written is the form's own business.
/// </summary>
public sealed class EventFormValues(IReadOnlyDictionary<string, string> texts)
{
    public const string Title = "title";
    public const string SlackId = "slack_id";

    public static IReadOnlyList<string> Paths { get; } = [Title, SlackId, .. EventFields.All.Select(f => f.Path)];

    public IReadOnlyDictionary<string, string> Texts => texts;

    public string this[string path] => texts.GetValueOrDefault(path, "");

    public bool IsSet(string path) => this[path] == "true";

    /// <param name="writeTime">As the form's controls hold an instant.</param>
    public static EventFormValues Of(Event e, Func<DateTimeOffset, string?> writeTime)
    {
        var texts = new Dictionary<string, string> { [Title] = e.Title, [SlackId] = e.Metadata.SlackId };
        foreach (var field in EventFields.All) texts[field.Path] = TextOf(field, Group(e, field), writeTime);
        return new(texts);
    }

    /// <summary>What was posted. Browsers send lines ended by CRLF.</summary>
    public static EventFormValues Posted(Func<string, string?> read) => new(Paths.ToDictionary(
        path => path,
        path => read(path) is { } text ? text.Replace("\r\n", "\n", StringComparison.Ordinal).Trim() : ""));

    /// <summary>The paths at which this differs from what the form showed at first.</summary>
    public IReadOnlyList<string> ChangedFrom(EventFormValues original) => [.. Paths.Where(path => this[path] != Normal(original[path]))];

    public CreateEventRequest ToCreate(TimeReader readTime, Action<string, string> wrong)
    {
        var request = new CreateEventRequest { Title = this[Title], SlackId = this[SlackId], Attributes = new(), Links = new() };
        foreach (var field in EventFields.All) Fill(field, field.Group == "links" ? request.Links : request.Attributes, readTime, wrong);
        return request;
    }

    /// <summary>Asks for the changed fields only, so that what others changed meanwhile stays.</summary>
    public UpdateEventRequest ToUpdate(string id, IReadOnlyList<string> changed, TimeReader readTime, Action<string, string> wrong)
    {
        var request = new UpdateEventRequest { Id = id, Title = this[Title], Attributes = new(), Links = new(), UpdateMask = new() };
        foreach (var path in changed.Where(p => p != SlackId)) request.UpdateMask.Paths.Add(path);
        foreach (var field in EventFields.All.Where(f => changed.Contains(f.Path)))
        {
            Fill(field, field.Group == "links" ? request.Links : request.Attributes, readTime, wrong);
        }

        return request;
    }

    public delegate bool TimeReader(string text, out DateTimeOffset at);

    private void Fill(EventField field, IMessage group, TimeReader readTime, Action<string, string> wrong)
    {
        var (text, accessor) = (this[field.Path], field.Field.Accessor);
        if (field.Field.IsRepeated)
        {
            var list = (System.Collections.IList)accessor.GetValue(group);
            foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) list.Add(line);
        }
        else if (field.Field.FieldType == FieldType.Bool)
        {
            accessor.SetValue(group, text == "true");
        }
        else if (text.Length > 0)
        {
            if (ValueOf(field.Field, text, readTime) is { } value) accessor.SetValue(group, value);
            else wrong(field.Path, $"{field.Path}: “{text}” is not {(field.Field.FieldType == FieldType.Enum ? "one of the choices" : "a time")}.");
        }
    }

    private static object? ValueOf(FieldDescriptor field, string text, TimeReader readTime) => field.FieldType switch
    {
        FieldType.Enum => field.EnumType.FindValueByName(text) is { } value ? System.Enum.ToObject(field.EnumType.ClrType, value.Number) : null,
        FieldType.Message => readTime(text, out var at) ? Timestamp.FromDateTimeOffset(at) : null,
        _ => text,
    };

    private static string TextOf(EventField field, IMessage group, Func<DateTimeOffset, string?> writeTime) => field.Field.Accessor.GetValue(group) switch
    {
        Timestamp at => writeTime(at.ToDateTimeOffset()) ?? "",
        System.Collections.IEnumerable list and not string => string.Join('\n', list.Cast<string>()),
        bool set => set ? "true" : "",
        var value when field.Field.FieldType == FieldType.Enum => Convert.ToInt32(value) is var n and not 0 ? field.Field.EnumType.FindValueByNumber(n)?.Name ?? "" : "",
        var value => value as string ?? "",
    };

    private static IMessage Group(Event e, EventField field) => field.Group == "links" ? e.Links : e.Attributes;

    private static string Normal(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Trim();
}
