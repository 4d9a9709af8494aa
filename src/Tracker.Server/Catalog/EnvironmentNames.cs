using System.Collections.Frozen;
using Google.Protobuf.Reflection;
using Tracker.Protocol.Events;
using Tracker.Server.Operations;

namespace Tracker.Server.Catalog;

/// <summary>
/// The one table of environment names: the contract's own and the short ones that people and release queues use. What
/// two modules call the same environment is the same text in both.
/// </summary>
[ModuleService]
public sealed class EnvironmentNames
{
    private const int MaxAliases = 1000;
    private const int MaxLength = 100;
    private const string Defaults = "dev=development,ha=integration,preprod=preproduction,prod=production";

    public static Setting<string?> Aliases { get; } = Setting.Text(
        "TRACKER_ENVIRONMENT_ALIASES", "other names of environments, over dev, ha, preprod and prod",
        "pairs such as qa=recette,live=production: each alias once, none of them a name of the contract, none leading back to itself",
        text => Resolve(text) is not null);

    private static readonly FrozenDictionary<string, (string Name, EventEnvironment Value)> Contract = EventReflection.Descriptor
        .FindTypeByName<EnumDescriptor>("Environment").Values.Where(v => v.Number != 0)
        .ToFrozenDictionary(v => v.Name, v => (v.Name, (EventEnvironment)v.Number), StringComparer.OrdinalIgnoreCase);

    /// <summary>The names of the contract.</summary>
    public static IReadOnlyList<string> Known { get; } = [.. Contract.Values.OrderBy(v => v.Value).Select(v => v.Name)];

    private readonly FrozenDictionary<string, string> _names;

    public EnvironmentNames(Settings settings)
        : this(settings.Get(Aliases) ?? "")
    {
    }

    /// <param name="aliases">As in the setting.</param>
    public EnvironmentNames(string aliases) =>
        _names = Resolve(aliases) ?? throw new ArgumentException($"These may be {Aliases.Allowed}.", nameof(aliases));

    /// <summary>
    /// The name that is stored and compared: aliases and the contract's names, in any case, become the contract's
    /// spelling. Any other text, <c>*</c> and nothing among them, stays as it is but for blanks around it.
    /// </summary>
    public string Canonical(string text)
    {
        text = text.Trim();
        return _names.TryGetValue(text, out var name) ? name : text;
    }

    /// <summary>By name or alias, in any case, or by the contract's number.</summary>
    public bool TryParse(string text, out EventEnvironment environment)
    {
        if (Contract.TryGetValue(Canonical(text), out var known))
        {
            environment = known.Value;
            return true;
        }

        environment = int.TryParse(text, out var number) ? (EventEnvironment)number : default;
        return environment != default && Enum.IsDefined(environment);
    }

    /// <summary>Every alias and every name of the contract, and the name that it stands for; null when the text is not allowed.</summary>
    private static FrozenDictionary<string, string>? Resolve(string text)
    {
        var aliases = Pairs(Defaults)!;
        if (Pairs(text) is not { } own) return null;
        foreach (var (alias, name) in own) aliases[alias] = name;

        var names = Contract.ToDictionary(c => c.Key, c => c.Value.Name, StringComparer.OrdinalIgnoreCase);
        foreach (var (alias, first) in aliases)
        {
            var (name, steps) = (first, 0);
            while (aliases.TryGetValue(name, out var next))
            {
                if (++steps > aliases.Count) return null;
                name = next;
            }

            names[alias] = Contract.TryGetValue(name, out var known) ? known.Name : name;
        }

        return names.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    private static Dictionary<string, string>? Pairs(string text)
    {
        var pairs = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (pair.Split('=', StringSplitOptions.TrimEntries) is not [var alias, var name]) return null;
            if (!IsName(alias) || !IsName(name) || Contract.ContainsKey(alias) || !pairs.TryAdd(alias, name)) return null;
        }

        return pairs.Count <= MaxAliases ? pairs : null;
    }

    private static bool IsName(string text) => text.Length is > 0 and <= MaxLength && text != "*";
}
