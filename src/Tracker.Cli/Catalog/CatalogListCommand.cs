using System.CommandLine;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Catalog;

/// <summary><c>tracker catalog list</c></summary>
internal sealed class CatalogListCommand : ClientCommand
{
    private static readonly Column[] Columns =
    [
        Column.Of("NAME", "name"), Column.Word("TYPE", "type"), Column.Of("OWNER", "owner"), Column.Of("LATEST", "latestVersion"), Column.Word("SLA", "sla.level"),
        Column.Time("UPDATED", "updatedAt"), Column.Of("DESCRIPTION", "description"),
    ];

    private readonly Argument<string[]> _query = new("words") { Description = "To find in name, description, owner, repository, system or tags.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string[]> _types = new("--type") { Description = "Of several any.", HelpName = "type" };
    private readonly Option<string[]> _owners = new("--owner") { Description = "Of several any.", HelpName = "name" };
    private readonly Option<int> _limit = Lists.Limit();

    public CatalogListCommand()
        : base("list", "Lists entries by name.")
    {
        Arguments.Add(_query);
        Options.Add(_types);
        Options.Add(_owners);
        Options.Add(_limit);
    }

    public override IReadOnlyList<string> Examples { get; } = ["tracker catalog list", "tracker catalog list takes mon --type project"];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        ApiPath Path() => new ApiPath("api/v1alpha1/catalogs/list")
            .With("query", string.Join(' ', session.Parsed.GetValue(_query) ?? [])).With("types", session.Get(_types)).With("owners", session.Get(_owners));
        session.Out.Rows(await Lists.ReadAsync(session.Server, Path, "catalogs", session.Get(_limit), ct), Columns);
        return ExitCode.Done;
    }
}
