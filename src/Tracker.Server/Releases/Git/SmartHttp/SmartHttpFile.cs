using Tracker.Server.Releases.Git.Packs;
using Tracker.Server.Releases.Sources;

namespace Tracker.Server.Releases.Git.SmartHttp;

/// <summary>
/// One file by git's own protocol: the reference is asked for, and only where it moved its commit is fetched. A server
/// that filters sends the commit's trees and then the one blob; any other sends the whole commit.
/// </summary>
internal sealed class SmartHttpFile
{
    // A blob that may be read, compressed and wrapped.
    private const int MaxBlobAnswer = 2 * GitFile.MaxBytes;

    // Packs are held in memory, so only few at once.
    private static readonly SemaphoreSlim Slots = new(2);

    public async Task<SourceResult<ReadFile>> ReadAsync(SourceCall call, GitSource source, GitCredentials? credentials, FileState? known, CancellationToken ct)
    {
        var remote = new GitRemote(call, source.Repository, credentials, known?.MovedTo is { } moved ? new Uri(moved) : null);
        var tip = source.Ref.Kind == GitRefKind.Commit ? source.Ref.Name : null;
        if (known is not null && tip is null)
        {
            // Who spoke version 2 the last time can be asked right away. What is not understood is asked again from the start,
            // and so is everything where the repository may have moved on.
            if ((await remote.TipAsync(source.Ref, ct)).TryGet(out tip, out var early) && tip == known.Commit) return new ReadFile(known, null);
            if (early is { Kind: not (SourceProblemKind.Invalid or SourceProblemKind.NotFound) } && remote.MovedTo is null) return early;
        }

        if (!(await remote.DiscoverAsync(ct)).TryGet(out var can, out var problem)) return problem;
        if (tip is null && !(await remote.TipAsync(source.Ref, ct)).TryGet(out tip, out problem)) return problem;
        if (tip == known?.Commit) return new ReadFile(known, null);

        await Slots.WaitAsync(ct);
        try
        {
            return await FetchAsync(remote, can, source, tip, known, ct);
        }
        catch (PackException e)
        {
            return new SourceProblem(e.Kind, $"{source.Repository.Authority}{source.Repository.AbsolutePath}: {e.Message}");
        }
        finally
        {
            Slots.Release();
        }
    }

    private static async Task<SourceResult<ReadFile>> FetchAsync(
        GitRemote remote, GitCapabilities can, GitSource source, string commit, FileState? known, CancellationToken ct)
    {
        List<string> arguments = [];
        if (can.Shallow) arguments.Add("deepen 1");
        if (can.Filter) arguments.Add("filter blob:none");
        if (!(await remote.FetchAsync(commit, arguments, GitRemote.MaxPack, ct)).TryGet(out var bytes, out var problem)) return problem;
        var pack = new PackFile(bytes);
        if (!CommitTree.Find(pack, commit, source).TryGet(out var blob, out problem)) return problem;
        var state = FileState.Of(source, commit, blob, movedTo: remote.MovedTo);
        if (blob == known?.Blob) return new ReadFile(state, null);
        if (pack.SizeOf(blob) is { } size && size > GitFile.MaxBytes) return GitFile.TooLarge(source, size);
        if (pack.Find(PackObjectType.Blob, blob) is { } content) return new ReadFile(state, content);
        if (!can.Filter) return new SourceProblem(SourceProblemKind.Invalid, $"{source.Repository.Authority} sent a pack without {source.Path}.");

        var sent = await remote.FetchAsync(blob, [], MaxBlobAnswer, ct);
        if (!sent.TryGet(out bytes, out problem)) return problem.Kind == SourceProblemKind.TooLarge ? GitFile.TooLarge(source) : problem;
        pack = new PackFile(bytes);
        if (pack.SizeOf(blob) is { } large && large > GitFile.MaxBytes) return GitFile.TooLarge(source, large);
        return pack.Find(PackObjectType.Blob, blob) is { } found
            ? new ReadFile(state, found)
            : new SourceProblem(SourceProblemKind.Invalid, $"{source.Repository.Authority} sent something else than {source.Path}.");
    }
}
