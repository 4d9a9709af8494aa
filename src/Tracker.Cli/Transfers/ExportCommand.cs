using System.CommandLine;
using Tracker.Cli.Output;

namespace Tracker.Cli.Transfers;

/// <summary><c>tracker export</c></summary>
internal sealed class ExportCommand : ClientCommand
{
    private readonly Option<string?> _file = new("--file", "-f") { Description = "Where to; the output unless given.", HelpName = "path" };
    private readonly Option<string[]> _kinds = TransferOptions.Kinds();

    public ExportCommand()
        : base("export", "Writes what the server has, a JSON record on each line, for 'tracker import'.")
    {
        Options.Add(_file);
        Options.Add(_kinds);
    }

    public override IReadOnlyList<string> Examples { get; } = ["tracker export --file tracker.ndjson", "tracker export --kind event | gzip > events.ndjson.gz"];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var file = session.Get(_file);
        // A file is there as a whole or not at all.
        var draft = file + ".partial";
        await using (var output = file is null ? Console.OpenStandardOutput() : File.Create(draft)) await WriteAsync(session, output, ct);
        if (file is not null) File.Move(draft, file, overwrite: true);
        return ExitCode.Done;
    }

    private async Task WriteAsync(Session session, Stream output, CancellationToken ct)
    {
        var source = new TransferSource(session.Server);
        var progress = new Progress(session.Errors, TimeProvider.System);
        await using var buffered = new BufferedStream(output, 64 * 1024);
        foreach (var kind in TransferOptions.KindsOf(session.Get(_kinds)))
        {
            var count = 0;
            await foreach (var record in source.ReadAsync(kind, ct))
            {
                record.WriteTo(buffered);
                progress.Tell($"{++count} {kind} records");
            }
        }

        progress.End();
        if (source.IsOwnRunsOnly) session.Errors.WriteLine("tracker: only your own runs are in the export; an administrator's key exports everybody's.");
        if (source.IsCut) session.Errors.WriteLine("tracker: a list of the server ends before its last records; those are not in the export. Take a backup of the store for everything.");
    }
}
