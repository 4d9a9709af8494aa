using Tracker.Testing;

namespace Tracker.Bench.Denominators;

/// <summary>A denominator in its own process, started from this very program.</summary>
internal sealed class DenominatorProcess : IAsyncDisposable
{
    private readonly ChildProcess _child;

    private DenominatorProcess(ChildProcess child, Uri address)
    {
        _child = child;
        Address = address;
    }

    public Uri Address { get; }

    public int Id => _child.Id;

    public static async Task<DenominatorProcess> StartAsync(string kind, CancellationToken ct)
    {
        var child = ChildProcess.Start(Environment.ProcessPath!, ["--serve", kind]);
        try
        {
            await Poll.UntilAsync(() => child.HasExited || child.Output.Contains('\n'), ct: ct);
            return Uri.TryCreate(child.Output.Trim(), UriKind.Absolute, out var address)
                ? new DenominatorProcess(child, address)
                : throw new InvalidOperationException($"The denominator {kind} did not start.\n{child.Said}");
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _child.DisposeAsync();
}
