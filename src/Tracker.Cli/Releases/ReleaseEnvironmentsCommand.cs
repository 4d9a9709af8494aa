using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tracker.Cli.Output;

namespace Tracker.Cli.Releases;

/// <summary><c>tracker release environments</c></summary>
internal sealed class ReleaseEnvironmentsCommand : ClientCommand
{
    private const string Path = "api/release-environments";

    // Far more than as many environments as there may be take.
    private const int MostCharacters = 1024 * 1024;

    private static readonly Column[] Columns =
    [
        Column.Of("NAME", "name"), Column.Of("TAKES", "reach"), Column.Of("FIXED TAGS", "takesFixedTags"), Column.Of("WINDOW", "window.cron"), Column.Of("ZONE", "window.zone"),
        Column.Duration("OPEN", "window.length"), Column.Duration("SOAK", "soak"), Column.Of("APPROVAL", "needsApproval"), Column.Duration("WITHIN", "approveWithin"),
    ];

    private readonly Option<string?> _file = new("--file", "-f") { Description = "JSON that replaces them, as --output json writes it; '-' is the input. Takes the scope admin.", HelpName = "path" };

    public ReleaseEnvironmentsCommand()
        : base("environments", "Shows the environments that releases pass, in their order, or replaces them.") => Options.Add(_file);

    public override IReadOnlyList<string> Examples { get; } = ["tracker release environments", "tracker release environments --output json > stages.json", "tracker release environments --file stages.json"];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var answer = session.Get(_file) is { } file ? await session.Server.PutAsync(Path, await ReadAsync(file, ct), ct) : await session.Server.GetAsync(Path, ct);
        session.Out.Rows([.. answer.EnumerateArray()], Columns);
        return ExitCode.Done;
    }

    private static async Task<JsonNode?> ReadAsync(string path, CancellationToken ct)
    {
        try
        {
            using var input = path == "-" ? Console.In : File.OpenText(path);
            var text = new char[MostCharacters];
            var length = await input.ReadBlockAsync(text, ct);
            return length < MostCharacters ? JsonNode.Parse(new string(text, 0, length)) : throw CommandException.WrongUsage($"--file: {path} is longer than 1 MB.");
        }
        catch (JsonException e)
        {
            throw CommandException.WrongUsage($"--file: {path} is no JSON: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandException.WrongUsage($"--file: {e.Message}");
        }
    }
}
