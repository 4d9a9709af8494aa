using System.CommandLine;
using System.Text.Json;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Catalog;

/// <summary><c>tracker catalog get</c></summary>
internal sealed class CatalogGetCommand : ClientCommand
{
    private static readonly Column[] Fields =
    [
        Column.Of("Name", "name"), Column.Word("Type", "type"), Column.Of("Owner", "owner"), Column.Of("Description", "description"), Column.Of("Version", "version"), Column.Word("Language", "languages"),
        Column.Word("Platform", "platform"), Column.Of("Lifecycle", "lifecycle"), Column.Of("System", "system"), Column.Of("Tags", "tags"), Column.Of("Link", "link"), Column.Of("Repository", "repository"),
        Column.Word("SLA", "sla.level"), Column.Of("Depends on", "dependenciesOut"), Column.Of("Needed by", "dependenciesIn"),
        new Column("Uses", row => string.Join(", ", Items(row, "usedDeliverables").Select(u => $"{Column.TextOf(Column.At(u, "name"))} {Column.TextOf(Column.At(u, "versionUsed"))}"))),
        Column.Of("Latest", "latestVersion"), Column.Of("Reference", "referenceVersion"), Column.Of("Versions", "availableVersions"), Column.Time("Created", "createdAt"), Column.Time("Updated", "updatedAt"),
    ];

    private readonly Argument<string> _name = new("name");

    public CatalogGetCommand()
        : base("get", "Shows an entry of the catalog.") => Arguments.Add(_name);

    public override IReadOnlyList<string> Examples { get; } = ["tracker catalog get payments", "tracker catalog get payments --output yaml"];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var answer = await session.Server.GetAsync(new ApiPath("api/v1alpha1/catalog").With("name", session.Get(_name)).ToString(), ct);
        session.Out.Fields(answer.GetProperty("catalog"), Fields);
        return ExitCode.Done;
    }

    private static IEnumerable<JsonElement> Items(JsonElement row, string path) => Column.At(row, path) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];
}
