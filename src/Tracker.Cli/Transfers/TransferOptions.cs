using System.CommandLine;

namespace Tracker.Cli.Transfers;

/// <summary>Which records are meant.</summary>
internal static class TransferOptions
{
    public static Option<string[]> Kinds() => new Option<string[]>("--kind") { Description = "Only these; may be repeated.", HelpName = string.Join('|', TransferRecord.Kinds) }
        .AcceptOnlyFromAmong([.. TransferRecord.Kinds]);

    /// <summary>All unless some are named, in the order in which they may be stored.</summary>
    public static IEnumerable<string> KindsOf(string[]? named) => TransferRecord.Kinds.Where(kind => named is null or [] || named.Contains(kind));
}
