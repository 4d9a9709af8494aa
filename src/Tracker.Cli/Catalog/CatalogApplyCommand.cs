using System.CommandLine;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Catalog;

/// <summary><c>tracker catalog apply</c></summary>
internal sealed class CatalogApplyCommand : ClientCommand
{
    // What the server takes at once.
    private const int MostBytes = 4 * 1024 * 1024;

    private static readonly Column[] Columns = [Column.Of("NAME", "name"), Column.State("RESULT", "result"), Column.Of("DETAILS", "details")];

    private readonly Option<string[]> _files = new("--file", "-f") { Description = "YAML, also Backstage's catalog-info.yaml; '-' is the input. May be repeated.", HelpName = "path", Required = true };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Tells what would change, and changes nothing." };

    public CatalogApplyCommand()
        : base("apply", "Creates and changes entries as files declare them; all of a file or nothing.")
    {
        Options.Add(_files);
        Options.Add(_dryRun);
    }

    public override IReadOnlyList<string> Examples { get; } = ["tracker catalog apply -f catalog.yaml --dry-run", "tracker catalog apply -f catalog-info.yaml", "cat *.yaml | tracker catalog apply -f -"];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        foreach (var file in session.Get(_files)!)
        {
            var path = new ApiPath("api/v1alpha1/catalog/apply");
            if (session.Get(_dryRun)) path.With("dry_run", "true");
            var request = new Request(HttpMethod.Post, path.ToString()) { Content = (await ReadAsync(file, ct), "application/yaml") };
            session.Out.Report(await session.Server.JsonAsync(request, ct), "entries", Columns);
        }

        return ExitCode.Done;
    }

    private static async Task<byte[]> ReadAsync(string path, CancellationToken ct)
    {
        try
        {
            await using var input = path == "-" ? Console.OpenStandardInput() : File.OpenRead(path);
            var buffer = new byte[MostBytes + 1];
            var length = await input.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
            return length <= MostBytes ? buffer[..length] : throw CommandException.WrongUsage($"--file: {path} is longer than 4 MB; apply it in parts.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandException.WrongUsage($"--file: {e.Message}");
        }
    }
}
