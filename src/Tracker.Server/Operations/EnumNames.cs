using System.Reflection;
using Google.Protobuf.Reflection;

namespace Tracker.Server.Operations;

/// <summary>The contract's own spelling of its enum values: <c>rpa_usage</c>, <c>TNR</c>, <c>cloud_run</c>.</summary>
public static class EnumNames
{
    /// <summary>The value's name; empty for unspecified.</summary>
    public static string Of<T>(T value)
        where T : struct, Enum
    {
        var number = Convert.ToInt32(value);
        return number == 0 ? "" : Names<T>.ByValue.GetValueOrDefault(value) ?? number.ToString();
    }

    /// <summary>Every value but unspecified, in the contract's order.</summary>
    public static IEnumerable<(T Value, string Name)> All<T>()
        where T : struct, Enum => Names<T>.All;

    public static string Choices<T>()
        where T : struct, Enum => string.Join(", ", All<T>().Select(v => v.Name));

    /// <summary>By name, in any case, or by number.</summary>
    public static bool TryParse<T>(string text, out T value)
        where T : struct, Enum
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

    /// <summary>Why the value is none of the contract's; null when it is one.</summary>
    public static Failure? Check<T>(string field, T value)
        where T : struct, Enum =>
        Enum.IsDefined(value) ? null : Failure.Invalid($"{field}: {Convert.ToInt32(value)} is not one of {Choices<T>()}.");

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly (T Value, string Name)[] All =
        [
            .. typeof(T).GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(f => ((T)f.GetValue(null)!, f.GetCustomAttribute<OriginalNameAttribute>()?.Name ?? f.Name))
                .Where(v => Convert.ToInt32(v.Item1) != 0),
        ];

        public static readonly Dictionary<T, string> ByValue = All.ToDictionary(v => v.Value, v => v.Name);
    }
}
