using System.CommandLine;

namespace Tracker.Cli.Catalog;

internal static class CatalogCommands
{
    public static Command All() => new CommandGroup(
        "catalog", "What there is, who answers for it, and which versions are behind.",
        new CatalogApplyCommand(), new CatalogGetCommand(), new CatalogListCommand(), new CatalogComplianceCommand());
}
