using System.CommandLine;
using System.Globalization;
using Tracker.Cli.Connect;
using Tracker.Cli.Output;

namespace Tracker.Cli.Catalog;

/// <summary><c>tracker catalog compliance</c></summary>
internal sealed class CatalogComplianceCommand : ClientCommand
{
    private static readonly Column[] Columns =
    [
        Column.Of("PROJECT", "projectName"), Column.Number("OUTDATED", "outdatedCount"), Column.Number("OF", "totalCount"), Column.Number("COMPLIANT %", "compliancePercentage"),
        new Column("BEHIND", row => string.Join(", ", Column.At(row, "deliverables").EnumerateArray()
            .Where(d => Column.TextOf(Column.At(d, "isOutdated")) == "yes")
            .Select(d => $"{Column.TextOf(Column.At(d, "name"))} {Column.TextOf(Column.At(d, "currentVersion"))} < {Column.TextOf(Column.At(d, "referenceVersion"))}"))),
    ];

    private readonly Argument<string?> _query = new("part") { Description = "Of the projects' names.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<bool> _outdated = new("--outdated-only") { Description = "Only projects with something outdated." };
    private readonly Option<string[]> _types = new("--type") { Description = "Which deliverables count: package, chart, container, module.", HelpName = "type" };
    private readonly Option<double?> _least = new("--least") { Description = "Ends with 1 when less than this part of all projects is compliant.", HelpName = "percent" };

    public CatalogComplianceCommand()
        : base("compliance", "Tells which projects use versions that are behind.")
    {
        Arguments.Add(_query);
        Options.Add(_outdated);
        Options.Add(_types);
        Options.Add(_least);
    }

    public override IReadOnlyList<string> Examples { get; } = ["tracker catalog compliance --outdated-only", "tracker catalog compliance --type container --least 90"];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var path = new ApiPath("api/v1alpha1/catalog/version-compliance").With("query", session.Parsed.GetValue(_query)).With("types", session.Get(_types));
        if (session.Get(_outdated)) path.With("outdated_only", "true");
        var answer = await session.Server.GetAsync(path.ToString(), ct);
        session.Out.Report(answer, "projects", Columns);
        var summary = answer.GetProperty("summary");
        var percent = Column.At(summary, "overallCompliancePercentage").GetDouble();
        session.Out.Note(string.Create(
            CultureInfo.InvariantCulture, $"{Column.TextOf(Column.At(summary, "compliantProjects"))} of {Column.TextOf(Column.At(summary, "totalProjects"))} projects are compliant ({percent:0.#} %)."));
        return percent < session.Get(_least) ? ExitCode.Refused : ExitCode.Done;
    }
}
