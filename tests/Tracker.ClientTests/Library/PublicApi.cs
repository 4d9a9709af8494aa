using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Tracker.ClientTests.Library;

/// <summary>What an assembly shows, as text in an order that does not change.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext Nullability = new();

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var type in assembly.GetExportedTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
        {
            text.Append(Kind(type)).Append(' ').Append(type.Namespace).Append('.').Append(NameOf(type)).Append(Parents(type)).Append('\n');
            foreach (var member in Members(type).Order(StringComparer.Ordinal)) text.Append("  ").Append(member).Append('\n');
        }

        return text.ToString();
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum) return type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => string.Create(CultureInfo.InvariantCulture, $"{Convert.ToInt64(f.GetRawConstantValue(), CultureInfo.InvariantCulture):000} {f.Name}"));
        // What the compiler writes for records follows from their properties.
        return type.GetConstructors(Declared).Where(c => IsShown(c) && c.GetParameters().All(p => p.ParameterType != type)).Select(c => $"new({Parameters(c)})")
            .Concat(type.GetProperties(Declared).Where(p => p.Name != "EqualityContract" && (IsShown(p.GetMethod) || IsShown(p.SetMethod))).Select(Property))
            .Concat(type.GetMethods(Declared).Where(m => IsShown(m) && !m.IsSpecialName && !m.IsDefined(typeof(CompilerGeneratedAttribute))).Select(Method))
            .Concat(type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily).Select(f => $"{NameOf(f.FieldType)} {f.Name}{(f.IsLiteral ? $" = {f.GetRawConstantValue()}" : "")}"));
    }

    private static string Property(PropertyInfo p) =>
        $"{(p.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "")}{NameOf(p.PropertyType, Nullability.Create(p))} {p.Name} {{{(IsShown(p.GetMethod) ? " get;" : "")}{Setter(p)} }}";

    private static string Setter(PropertyInfo p) => !IsShown(p.SetMethod) ? "" : p.SetMethod!.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? " init;" : " set;";

    private static string Method(MethodInfo m) => $"{(m.IsStatic ? "static " : "")}{NameOf(m.ReturnType, Nullability.Create(m.ReturnParameter))} {m.Name}({Parameters(m)})";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p =>
        $"{NameOf(p.ParameterType, Nullability.Create(p))} {p.Name}{(p.HasDefaultValue ? $" = {p.DefaultValue ?? "default"}" : "")}"));

    private static bool IsShown(MethodBase? method) => method is { IsPublic: true } or { IsFamily: true };

    private static string Kind(Type type) => type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct" : type switch
    {
        { IsAbstract: true, IsSealed: true } => "static class",
        _ => $"{(type.IsSealed ? "sealed " : "")}{(type.GetMethod("<Clone>$") is null ? "class" : "record")}",
    };

    private static string Parents(Type type)
    {
        var parents = type.GetInterfaces().Where(i => i.Name != "IEquatable`1" && !type.IsEnum).Select(i => NameOf(i)).Order(StringComparer.Ordinal).ToList();
        if (type.BaseType is { } b && b != typeof(object) && !type.IsEnum && !type.IsValueType) parents.Insert(0, NameOf(b));
        return parents.Count == 0 ? "" : " : " + string.Join(", ", parents);
    }

    private static string NameOf(Type type, NullabilityInfo? nullability = null)
    {
        if (Nullable.GetUnderlyingType(type) is { } value) return NameOf(value) + "?";
        var mark = !type.IsValueType && nullability?.ReadState == NullabilityState.Nullable ? "?" : "";
        if (type.IsArray) return NameOf(type.GetElementType()!, nullability?.ElementType) + "[]" + mark;
        if (!type.IsGenericType) return type.Name + mark;
        var arguments = type.GetGenericArguments().Select((a, i) => NameOf(a, nullability?.GenericTypeArguments.ElementAtOrDefault(i)));
        return $"{type.Name[..type.Name.IndexOf('`')]}<{string.Join(", ", arguments)}>{mark}";
    }
}
