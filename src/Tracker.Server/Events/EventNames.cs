using Google.Protobuf.Reflection;
using Tracker.Protocol.Events;

namespace Tracker.Server.Events;

/// <summary>The contract's own spelling of its enum values: <c>rpa_usage</c>, <c>TNR</c>, <c>P1</c>.</summary>
public static class EventNames
{
    private static readonly Dictionary<System.Type, EnumDescriptor> Descriptors = new()
    {
        [typeof(EventType)] = EventReflection.Descriptor.FindTypeByName<EnumDescriptor>("Type"),
        [typeof(EventPriority)] = EventReflection.Descriptor.FindTypeByName<EnumDescriptor>("Priority"),
        [typeof(EventStatus)] = EventReflection.Descriptor.FindTypeByName<EnumDescriptor>("Status"),
        [typeof(EventEnvironment)] = EventReflection.Descriptor.FindTypeByName<EnumDescriptor>("Environment"),
        [typeof(ChangeType)] = EventReflection.Descriptor.FindTypeByName<EnumDescriptor>("ChangeType"),
    };

    /// <summary>The value's name; empty for unspecified.</summary>
    public static string Of<T>(T value)
        where T : struct, System.Enum
    {
        var number = Convert.ToInt32(value);
        return number == 0 ? "" : Descriptors[typeof(T)].FindValueByNumber(number)?.Name ?? number.ToString();
    }

    /// <summary>Every value but unspecified.</summary>
    public static IEnumerable<(T Value, string Name)> All<T>()
        where T : struct, System.Enum =>
        Descriptors[typeof(T)].Values.Where(v => v.Number != 0).Select(v => ((T)System.Enum.ToObject(typeof(T), v.Number), v.Name));

    public static string Choices<T>()
        where T : struct, System.Enum => string.Join(", ", All<T>().Select(v => v.Name));

    /// <summary>By name, in any case, or by number.</summary>
    public static bool TryParse<T>(string text, out T value)
        where T : struct, System.Enum
    {
        foreach (var (v, name) in All<T>())
        {
            if (!name.Equals(text, StringComparison.OrdinalIgnoreCase) && Convert.ToInt32(v).ToString() != text) continue;
            value = v;
            return true;
        }

        value = default;
        return false;
    }
}
