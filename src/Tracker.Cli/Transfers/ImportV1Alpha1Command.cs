using System.CommandLine;
using System.Runtime.CompilerServices;
using Tracker.Cli.Connect;

namespace Tracker.Cli.Transfers;

/// <summary><c>tracker import v1alpha1</c></summary>
internal sealed class ImportV1Alpha1Command : ClientCommand
{
    private static readonly string[] Kinds = [TransferRecord.Catalog, TransferRecord.Event, TransferRecord.Lock];

    private readonly Option<string> _url = new("--url") { Description = "The server to read from.", HelpName = "url", Required = true };

    public ImportV1Alpha1Command()
        : base("v1alpha1", "Reads events, catalog and locks from a running server that speaks tracker.v1alpha1, whatever it keeps them in, and stores them here.") => Options.Add(_url);

    public override IReadOnlyList<string> Examples { get; } = ["tracker import v1alpha1 --url http://old.example.com:8080", "SOURCE_API_KEY=… tracker import v1alpha1 --url https://old.example.com"];

    protected override async Task<int> RunAsync(Session session, CancellationToken ct)
    {
        var from = Target.Parse(session.Get(_url)!, "--url");
        if (from == session.Server.Target.Server) throw CommandException.WrongUsage("--url and --server are the same server.");
        using var source = new ServerConnection(new Target(from, null, Environment.GetEnvironmentVariable("SOURCE_API_KEY") is { Length: > 0 } key ? key : null) { CredentialsFrom = "SOURCE_API_KEY" });
        var reading = new TransferSource(source);
        var code = await new Transfer(session).RunAsync(ReadAsync(reading, ct), ct);
        if (!reading.IsCut) return code;
        session.Errors.WriteLine($"tracker: the lists of {from} end before its oldest records; those were not read.");
        return ExitCode.Refused;
    }

    private static async IAsyncEnumerable<TransferRecord> ReadAsync(TransferSource source, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var kind in Kinds)
        {
            await foreach (var record in source.ReadV1Alpha1Async(kind, ct)) yield return record;
        }
    }
}
