using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Events;
using Tracker.Server.Operations;
using FieldType = Google.Protobuf.Reflection.FieldType;

namespace Tracker.Server.Events;

/// <summary>One field of an event that can be changed, and how its change is told in the changelog.</summary>
/// <param name="Path">As in a field mask: <c>title</c>, <c>attributes.status</c>, <c>links.ticket</c>.</param>
public sealed record EventField(string Path, string Group, FieldDescriptor Field)
{
    /// <summary>The field's own name, as the changelog shows it.</summary>
    public string Name => Field.Name;

    /// <summary>What the changelog calls a change of this field.</summary>
    public ChangeType ChangeType => Name switch
    {
        "status" => ChangeType.StatusChanged,
        "ticket" => ChangeType.Linked,
        _ => ChangeType.Updated,
    };

    public bool IsSet(IMessage message) =>
        Holder(message) is { } holder
        && (Field.HasPresence ? Field.Accessor.HasValue(holder)
            : Field.IsRepeated ? ((System.Collections.ICollection)Field.Accessor.GetValue(holder)).Count > 0
            : !IsDefault(Field.Accessor.GetValue(holder)));

    /// <summary>Whether both have the same value.</summary>
    public bool IsSame(IMessage one, IMessage other) => Equals(Value(one), Value(other));

    /// <summary>The value as the changelog shows it.</summary>
    public string Text(IMessage message)
    {
        var value = Value(message);
        return value switch
        {
            null => "",
            string s => s,
            bool b => b ? "true" : "false",
            Timestamp t => t.ToDateTimeOffset().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'"),
            System.Collections.IEnumerable list => string.Join(", ", list.Cast<object>()),
            _ when Field.FieldType == FieldType.Enum => Convert.ToInt32(value) is var n and not 0 ? Field.EnumType.FindValueByNumber(n)?.Name ?? n.ToString() : "",
            _ => value.ToString() ?? "",
        };
    }

    /// <summary>Makes <paramref name="to"/>'s value that of <paramref name="from"/>.</summary>
    public void Copy(IMessage from, IMessage to)
    {
        var target = Holder(to)!;
        if (Field.IsRepeated)
        {
            var list = (System.Collections.IList)Field.Accessor.GetValue(target);
            list.Clear();
            if (Holder(from) is { } source)
            {
                foreach (var item in (System.Collections.IList)Field.Accessor.GetValue(source)) list.Add(item);
            }
        }
        else if (Holder(from) is { } holder && (!Field.HasPresence || Field.Accessor.HasValue(holder)))
        {
            Field.Accessor.SetValue(target, Field.Accessor.GetValue(holder));
        }
        else Field.Accessor.Clear(target);
    }

    private object? Value(IMessage message) => Holder(message) is { } holder ? Field.Accessor.GetValue(holder) : null;

    // Requests and events have the same groups, under descriptors of their own.
    private IMessage? Holder(IMessage message) => (IMessage?)message.Descriptor.FindFieldByName(Group).Accessor.GetValue(message);

    private static bool IsDefault(object value) => value is string { Length: 0 } or false || (value is System.Enum e && Convert.ToInt32(e) == 0);
}

/// <summary>The fields that an update may change.</summary>
public static class EventFields
{
    public static IReadOnlyList<EventField> All { get; } =
    [
        .. EventAttributes.Descriptor.Fields.InDeclarationOrder().Select(f => new EventField("attributes." + f.Name, "attributes", f)),
        .. EventLinks.Descriptor.Fields.InDeclarationOrder().Select(f => new EventField("links." + f.Name, "links", f)),
    ];

    /// <summary>The fields that a request means to change: those its mask names, else those that are set.</summary>
    public static Outcome<(bool Title, List<EventField> Fields)> Meant(UpdateEventRequest request)
    {
        if (request.UpdateMask is not { } mask) return (request.Title.Length > 0, All.Where(f => f.IsSet(request)).ToList());
        var title = false;
        var fields = new List<EventField>();
        foreach (var path in mask.Paths)
        {
            if (path is "id" or "slack_id") continue;
            if (path == "title") title = true;
            else if (All.FirstOrDefault(f => f.Path == path) is { } field) fields.Add(field);
            else if (path is "attributes" or "links") fields.AddRange(All.Where(f => f.Group == path));
            else return Failure.Invalid($"update_mask: \"{path}\" is not a field that can be changed; it may be title, {string.Join(", ", All.Select(f => f.Path))}.");
        }

        return (title, fields.Distinct().ToList());
    }
}
