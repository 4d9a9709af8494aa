using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text;

namespace Tracker.Cli.Transfers;

/// <summary><c>tracker import</c></summary>
internal sealed class ImportCommand : ClientCommand
{
    private readonly Option<string?> _file = new("--file", "-f") { Description = "What 'tracker export' wrote; the input unless given.", HelpName = "path" };
    private readonly Option<string[]> _kinds = TransferOptions.Kinds();

    public ImportCommand()
        : base("import", "Stores what 'tracker export' wrote, with its ids and times. Run it again when it was cut off: what is there already is not stored twice.")
    {
        Options.Add(_file);
        Options.Add(_kinds);
        Subcommands.Add(new ImportV1Alpha1Command());
    }

    public override IReadOnlyList<string> Examples { get; } =
    [
        "tracker import --file tracker.ndjson --server https://new.example.com",
        "gunzip -c events.ndjson.gz | tracker import --kind event",
        "tracker import v1alpha1 --url https://old.example.com",
    ];

    protected override Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var kinds = TransferOptions.KindsOf(session.Get(_kinds)).ToHashSet();
        return new Transfer(session).RunAsync(ReadAsync(session.Get(_file), kinds, ct), ct);
    }

    private static async IAsyncEnumerable<TransferRecord> ReadAsync(string? file, HashSet<string> kinds, [EnumeratorCancellation] CancellationToken ct)
    {
        using var input = Open(file);
        for (var number = 1L; await input.ReadLineAsync(ct) is { } line; number++)
        {
            if (line.Length == 0) continue;
            var record = TransferRecord.Parse(line) ?? throw CommandException.WrongUsage($"Line {number} is no record of 'tracker export': " + "{\"kind\": …, \"data\": {…}}.");
            if (kinds.Contains(record.Kind) || !TransferRecord.Kinds.Contains(record.Kind)) yield return record;
        }
    }

    private static StreamReader Open(string? file)
    {
        try
        {
            return new StreamReader(file is null or "-" ? Console.OpenStandardInput() : File.OpenRead(file), Encoding.UTF8, detectEncodingFromByteOrderMarks: false, 64 * 1024);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandException.WrongUsage($"--file: {e.Message}");
        }
    }
}
