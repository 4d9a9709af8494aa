using Tracker.Server.Releases.Git;
using Tracker.Server.Releases.Sources;
using Tracker.Testing;
using Tracker.Testing.Sources;
using Tracker.Tests.Releases.Sources;

namespace Tracker.Tests.Releases.Git;

/// <summary>Against git's own server.</summary>
public sealed class SmartHttpTests(SmartHttpTests.Server fixture) : IClassFixture<SmartHttpTests.Server>, IDisposable
{
    private readonly Asking _asking = new();

    private GitServer Host => fixture.Git;

    public void Dispose() => _asking.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_is_read_once_and_again_when_it_changed(bool filter)
    {
        var name = $"changes-{filter}";
        var repository = await Host.CreateAsync(name, filter);
        var first = await repository.CommitAsync("deploy/app/fathomable.yaml", "one: 1\n");
        var source = Asking.Source(Host.UrlOf(name), "deploy/app/fathomable.yaml");

        var read = await _asking.ReadAsync(source);
        var changed = Asking.ChangedOf(read);
        Assert.Equal(("one: 1\n", first), (changed.Text, changed.State.Commit));
        Assert.Equal(filter ? 4 : 3, read.Requests);

        var again = await _asking.ReadAsync(source, FileState.Parse(changed.State.ToString()));
        Assert.Equal(changed.State, Asking.UnchangedOf(again));
        Assert.Equal(1, again.Requests);

        var beside = await repository.CommitAsync("another", "file");
        var moved = await _asking.ReadAsync(source, changed.State);
        Assert.Equal((beside, changed.State.Blob), (Asking.UnchangedOf(moved).Commit, Asking.UnchangedOf(moved).Blob));

        await repository.CommitAsync("deploy/app/fathomable.yaml", "two: 2\n");
        Assert.Equal("two: 2\n", Asking.ChangedOf(await _asking.ReadAsync(source, Asking.UnchangedOf(moved))).Text);
    }

    [Fact]
    public async Task Branches_tags_and_commits_have_their_own_file()
    {
        var repository = await Host.CreateAsync("refs");
        var old = await repository.CommitAsync("fathomable.yaml", "old");
        await repository.CommitAsync("fathomable.yaml", "new");
        await repository.CommitAsync("fathomable.yaml", "branched", "feature/x");
        await repository.CommitAsync("fathomable.yaml", "longer", "feature/x-more");
        await repository.TagAsync("v1.0", old);
        var url = Host.UrlOf("refs");

        Assert.Equal("new", Asking.ChangedOf(await _asking.ReadAsync(Asking.Source(url))).Text);
        Assert.Equal("branched", Asking.ChangedOf(await _asking.ReadAsync(Asking.Source(url, branch: "feature/x"))).Text);
        var tagged = Asking.ChangedOf(await _asking.ReadAsync(Asking.Source(url, tag: "v1.0")));
        Assert.Equal(("old", old), (tagged.Text, tagged.State.Commit));

        var pinned = Asking.Source(url, commit: old);
        var read = Asking.ChangedOf(await _asking.ReadAsync(pinned));
        Assert.Equal("old", read.Text);
        var again = await _asking.ReadAsync(pinned, read.State);
        Assert.Equal(read.State, Asking.UnchangedOf(again));
        Assert.Equal(0, again.Requests);
        // What was seen of one source says nothing of another.
        Assert.Equal("old", Asking.ChangedOf(await _asking.ReadAsync(Asking.Source(url, tag: "v1.0"), read.State)).Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Deltas_are_put_together(bool filter)
    {
        var name = $"deltas-{filter}";
        var repository = await Host.CreateAsync(name, filter);
        var lines = Enumerable.Range(0, 400).Select(i => $"setting{i}: {i * 7919 % 1000}").ToArray();
        string Version(int n) => string.Join('\n', lines.Select((l, i) => i == n * 13 ? l + " # changed" : l)) + "\n";
        var files = Enumerable.Range(0, 40).ToDictionary(i => $"apps/app{i:00}.yaml", i => (string?)Version(i));
        foreach (var i in Enumerable.Range(0, 300)) files[$"apps/filler{i:000}"] = "x";
        await repository.CommitAsync(files);
        files["apps/app03.yaml"] = Version(3) + "more: true\n";
        await repository.CommitAsync(files);
        await repository.RepackAsync();

        foreach (var i in new[] { 0, 3, 17, 39 })
        {
            var read = await _asking.ReadAsync(Asking.Source(Host.UrlOf(name), $"apps/app{i:00}.yaml"));
            Assert.Equal(files[$"apps/app{i:00}.yaml"], Asking.ChangedOf(read).Text);
        }
    }

    [Fact]
    public async Task What_is_no_file_is_told()
    {
        var repository = await Host.CreateAsync("kinds");
        await repository.CommitAsync(new Dictionary<string, string?> { ["folder/file"] = "x", ["link"] = "->folder/file", ["linked"] = "->folder" });
        var url = Host.UrlOf("kinds");

        await ExpectAsync("folder", SourceProblemKind.Invalid, "folder is a folder");
        await ExpectAsync("link", SourceProblemKind.Invalid, "symbolic link");
        await ExpectAsync("linked/file", SourceProblemKind.Invalid, "linked is a symbolic link");
        await ExpectAsync("nothing", SourceProblemKind.NotFound, "has no nothing in the default branch");
        await ExpectAsync("folder/file/deeper", SourceProblemKind.NotFound, "has no folder/file/deeper");

        async Task ExpectAsync(string path, SourceProblemKind kind, string words)
        {
            var problem = Asking.ProblemOf(await _asking.ReadAsync(Asking.Source(url, path)));
            Assert.Equal(kind, problem.Kind);
            Assert.Contains(words, problem.Message);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_huge_file_is_not_read(bool filter)
    {
        var name = $"huge-{filter}";
        var repository = await Host.CreateAsync(name, filter);
        await repository.CommitAsync(new Dictionary<string, string?> { ["least"] = new string('x', GitFile.MaxBytes), ["more"] = new string('x', GitFile.MaxBytes + 1) });
        Assert.Equal(GitFile.MaxBytes, Asking.ChangedOf(await _asking.ReadAsync(Asking.Source(Host.UrlOf(name), "least"))).Text.Length);
        var problem = Asking.ProblemOf(await _asking.ReadAsync(Asking.Source(Host.UrlOf(name), "more")));
        Assert.Equal(SourceProblemKind.TooLarge, problem.Kind);
        Assert.Contains("262145 bytes", problem.Message);
    }

    [Fact]
    public async Task What_is_not_there_is_told()
    {
        await Host.CreateAsync("empty");
        var some = await Host.CreateAsync("some");
        await some.CommitAsync("fathomable.yaml", "x");

        await ExpectAsync(Asking.Source(Host.UrlOf("missing")), "is not there");
        await ExpectAsync(Asking.Source(Host.UrlOf("empty")), "no default branch");
        await ExpectAsync(Asking.Source(Host.UrlOf("some"), branch: "none"), "has no branch none");
        await ExpectAsync(Asking.Source(Host.UrlOf("some"), commit: new string('1', 40)), "does not give the commit");

        async Task ExpectAsync(GitSource source, string words)
        {
            var problem = Asking.ProblemOf(await _asking.ReadAsync(source));
            Assert.Equal(SourceProblemKind.NotFound, problem.Kind);
            Assert.Contains(words, problem.Message);
        }
    }

    [Fact]
    public async Task A_deleted_branch_is_told_after_it_was_read()
    {
        var repository = await Host.CreateAsync("deleted");
        await repository.CommitAsync("fathomable.yaml", "x", "short");
        var source = Asking.Source(Host.UrlOf("deleted"), branch: "short");
        var known = Asking.ChangedOf(await _asking.ReadAsync(source)).State;
        await repository.GitAsync(null, "-C", repository.Folder, "update-ref", "-d", "refs/heads/short");
        Assert.Equal(SourceProblemKind.NotFound, Asking.ProblemOf(await _asking.ReadAsync(source, known)).Kind);
    }

    [Fact]
    public async Task A_file_that_is_no_text_is_told()
    {
        var repository = await Host.CreateAsync("bytes");
        await File.WriteAllBytesAsync(Path.Combine(repository.Folder, "bytes"), [0xC3, 0x28, 0xFF]);
        var blob = await repository.GitAsync(null, "-C", repository.Folder, "hash-object", "-w", Path.Combine(repository.Folder, "bytes"));
        var tree = await repository.GitAsync($"100644 blob {blob}\tfathomable.yaml\n", "-C", repository.Folder, "mktree");
        var commit = await repository.GitAsync(null, "-C", repository.Folder, "-c", "user.name=S", "-c", "user.email=s@example.org", "commit-tree", "-m", "bytes", tree);
        await repository.GitAsync(null, "-C", repository.Folder, "update-ref", "refs/heads/main", commit);
        var problem = Asking.ProblemOf(await _asking.ReadAsync(Asking.Source(Host.UrlOf("bytes"))));
        Assert.Equal((SourceProblemKind.Invalid, "The file is not UTF-8 text."), (problem.Kind, problem.Message));
    }

    /// <summary>One for the class: each request starts a process.</summary>
    public sealed class Server : IAsyncLifetime
    {
        public GitServer Git { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Git = await GitServer.StartAsync();

        public async ValueTask DisposeAsync()
        {
            if (Git is not null) await Git.DisposeAsync();
        }
    }
}
