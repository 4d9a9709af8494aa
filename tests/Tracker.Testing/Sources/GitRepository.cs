using System.Globalization;
using System.Text;

namespace Tracker.Testing.Sources;

/// <summary>A bare repository, written to by git's own programs.</summary>
public sealed class GitRepository(string folder)
{
    public string Folder => folder;

    /// <summary>A commit on a branch, on top of what is there; a null content removes a file, one that begins with <c>-&gt;</c> is a symbolic link.</summary>
    /// <returns>The commit's id.</returns>
    public async Task<string> CommitAsync(IReadOnlyDictionary<string, string?> files, string branch = "main", string message = "change")
    {
        var import = new StringBuilder();
        import.Append(CultureInfo.InvariantCulture, $"commit refs/heads/{branch}\ncommitter Somebody <somebody@example.org> 1700000000 +0000\n");
        Data(message);
        if (await TryTipAsync(branch) is { } parent) import.Append(CultureInfo.InvariantCulture, $"from {parent}\n");
        foreach (var (path, content) in files)
        {
            if (content is null)
            {
                import.Append(CultureInfo.InvariantCulture, $"D {path}\n");
                continue;
            }

            var link = content.StartsWith("->", StringComparison.Ordinal);
            import.Append(CultureInfo.InvariantCulture, $"M {(link ? "120000" : "100644")} inline {path}\n");
            Data(link ? content[2..] : content);
        }

        await GitAsync(import.ToString(), "-C", folder, "fast-import", "--quiet");
        return await TipAsync(branch);

        void Data(string text) => import.Append(CultureInfo.InvariantCulture, $"data {Encoding.UTF8.GetByteCount(text)}\n{text}\n");
    }

    public Task<string> CommitAsync(string path, string content, string branch = "main") => CommitAsync(new Dictionary<string, string?> { [path] = content }, branch);

    public Task TagAsync(string name, string at) => GitAsync(null, "-C", folder, "-c", "user.name=Somebody", "-c", "user.email=somebody@example.org", "tag", "-a", "-m", name, name, at);

    /// <summary>Everything in one pack, told as deltas wherever that is shorter.</summary>
    public Task RepackAsync() => GitAsync(null, "-C", folder, "repack", "-adfq", "--window=50", "--depth=50");

    public Task<string> TipAsync(string branch) => GitAsync(null, "-C", folder, "rev-parse", $"refs/heads/{branch}");

    private async Task<string?> TryTipAsync(string branch) =>
        await GitAsync(null, "-C", folder, "for-each-ref", "--format=%(objectname)", $"refs/heads/{branch}") is { Length: > 0 } tip ? tip : null;

    /// <returns>What git wrote.</returns>
    public async Task<string> GitAsync(string? input, params string[] arguments)
    {
        var environment = new Dictionary<string, string?> { ["HOME"] = Path.GetDirectoryName(folder), ["GIT_CONFIG_NOSYSTEM"] = "1" };
        await using var git = await ChildProcess.RunAsync("git", arguments, environment, input: input);
        return git.ExitCode == 0 ? git.Output.Trim() : throw new InvalidOperationException($"git {string.Join(' ', arguments)}: {git.Said}");
    }
}
