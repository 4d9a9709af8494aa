using System.Text;
using System.Text.RegularExpressions;
using Tracker.Server.Releases.Sources;

namespace Tracker.Server.Releases.Git.Packs;

/// <summary>From a commit down its trees to a file.</summary>
internal static partial class CommitTree
{
    private const int Folder = 0x4000, Link = 0xA000, Submodule = 0xE000;

    /// <summary>The id of the file's blob.</summary>
    public static SourceResult<string> Find(PackFile pack, string commit, GitSource source)
    {
        var text = pack.Find(PackObjectType.Commit, commit) ?? throw PackException.Invalid("the pack does not hold the commit that was asked for");
        var first = Encoding.ASCII.GetString(text.AsSpan(0, Math.Min(text.Length, 46)));
        if (TreeLine().Match(first) is not { Success: true } match) throw PackException.Invalid("the commit names no tree");
        var id = match.Groups[1].Value;
        var parts = source.Path.Split('/');
        for (var i = 0; i < parts.Length; i++)
        {
            var tree = pack.Find(PackObjectType.Tree, id) ?? throw PackException.Invalid("the pack does not hold a tree of the commit");
            if (Entry(tree, parts[i]) is not { } entry) return NotThere();
            var isLast = i == parts.Length - 1;
            id = entry.Id;
            if ((entry.Mode & 0xF000) switch
            {
                Link => "a symbolic link",
                Submodule => "a submodule",
                Folder when isLast => "a folder",
                _ => null,
            } is { } what)
            {
                return new SourceProblem(SourceProblemKind.Invalid, $"{string.Join('/', parts[..(i + 1)])} is {what}.");
            }

            if (!isLast && (entry.Mode & 0xF000) != Folder) return NotThere();
        }

        return id;

        SourceProblem NotThere() => new(SourceProblemKind.NotFound, $"{source.Repository.Authority}{source.Repository.AbsolutePath} has no {source.Path} in {source.Ref}.");
    }

    /// <summary>An entry is <c>mode SP name NUL</c> and twenty bytes of id.</summary>
    private static (int Mode, string Id)? Entry(ReadOnlySpan<byte> tree, string name)
    {
        var wanted = Encoding.UTF8.GetBytes(name);
        while (tree.Length > 0)
        {
            var space = tree.IndexOf((byte)' ');
            var end = tree.IndexOf((byte)0);
            if (space is < 1 or > 7 || end < space || tree.Length < end + 21) throw PackException.Invalid("a tree is malformed");
            if (tree[(space + 1)..end].SequenceEqual(wanted)) return (Octal(tree[..space]), Convert.ToHexStringLower(tree.Slice(end + 1, 20)));
            tree = tree[(end + 21)..];
        }

        return null;
    }

    private static int Octal(ReadOnlySpan<byte> digits)
    {
        var value = 0;
        foreach (var digit in digits) value = (value << 3) | (digit is >= (byte)'0' and <= (byte)'7' ? digit - '0' : throw PackException.Invalid("a tree is malformed"));
        return value;
    }

    [GeneratedRegex(@"\Atree ([0-9a-f]{40})\n")]
    private static partial Regex TreeLine();
}
