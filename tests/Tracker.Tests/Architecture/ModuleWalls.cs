namespace Tracker.Tests.Architecture;

/// <summary>
/// Which module of the server may use which types. A module is the first part of a namespace below
/// <paramref name="root"/>: Tracker.Server.Events and all below it is the module Events.
/// </summary>
internal sealed class ModuleWalls(string root, string serviceAttribute)
{
    private const string Component = "Microsoft.AspNetCore.Components.ComponentBase";

    public static readonly string[] Modules =
        ["Events", "Catalog", "Locks", "Tasks", "Timelines", "Releases", "Runs", "Notifications", "Insights", "Feeds"];

    /// <summary>What every module stands on.</summary>
    public static readonly string[] Shared = ["Access", "Operations", "Activity"];

    /// <summary>The page shell, for pages only.</summary>
    public const string Web = "Web";

    /// <summary>Stands above the modules, as the one who puts them together does: it does what their users would, through their services. No module knows it.</summary>
    public const string Demo = "Demo";

    public static IEnumerable<string> All => [.. Modules, .. Shared, Web, Demo];

    /// <summary>The module of a type; null for one outside of <c>root</c> or in <c>root</c> itself, where modules are put together.</summary>
    public string? ModuleOf(string type) =>
        type.StartsWith(root + ".", StringComparison.Ordinal) && type[(root.Length + 1)..].Split('.') is { Length: > 1 } parts ? parts[0] : null;

    public IReadOnlyList<string> Violations(CompiledAssembly assembly)
    {
        var services = assembly.TypesWith(serviceAttribute);
        var bases = assembly.BaseTypes();
        return
        [
            .. assembly.TypeUses()
                .Where(use => !IsAllowed(use))
                .Select(use => $"{use.User} uses {use.Used} ({use.Where})")
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];

        bool IsAllowed(TypeUse use) =>
            ModuleOf(use.User) is not { } from
            || ModuleOf(use.Used) is not { } to
            || from == to
            || from == Demo
            || Shared.Contains(to)
            || services.Contains(use.Used)
            || (to == Web && IsPage(use.User, from, bases));
    }

    public IReadOnlyList<string> UnknownModules(CompiledAssembly assembly) =>
        [.. assembly.Types().Select(ModuleOf).OfType<string>().Distinct().Except(All).Order(StringComparer.Ordinal)];

    // Components, what stands with them in a namespace Pages, and the one file that registers the module.
    private bool IsPage(string type, string module, IReadOnlyDictionary<string, string[]> bases) =>
        (bases.TryGetValue(type, out var chain) && chain.Contains(Component))
        || type.StartsWith($"{root}.{module}.Pages.", StringComparison.Ordinal)
        || type == $"{root}.{module}.{module}Module";
}
