using Tracker.Server.Releases.Git;

namespace Tracker.Tests.Releases.Git;

public sealed class GitSourceTests
{
    [Theory]
    [InlineData("team/app", "https://github.com/team/app")]
    [InlineData("team/app.git", "https://github.com/team/app")]
    [InlineData("https://github.com/team/app.git", "https://github.com/team/app")]
    [InlineData("https://www.github.com/team/app/", "https://github.com/team/app")]
    [InlineData("http://github.com/team/app", "https://github.com/team/app")]
    [InlineData("https://git.example.org/team/app.git", "https://git.example.org/team/app.git")]
    [InlineData("https://git.example.org:8443/deep/team/app/", "https://git.example.org:8443/deep/team/app")]
    public void A_repository_is_an_address_or_a_name_at_GitHub(string repo, string address) =>
        Assert.Equal(new Uri(address), GitSource.Check(repo, null, null, null, null).OrThrow().Repository);

    [Theory]
    [InlineData(null)]
    [InlineData("app")]
    [InlineData("team/app/more")]
    [InlineData("team/..")]
    [InlineData("git@github.com:team/app.git")]
    [InlineData("ssh://git@example.org/team/app")]
    [InlineData("file:///etc")]
    [InlineData("https://user:token@example.org/team/app")]
    [InlineData("https://example.org/")]
    [InlineData("https://example.org/team/app?x=1")]
    [InlineData("https://github.com/team")]
    public void Anything_else_is_refused_by_its_field(string? repo)
    {
        Assert.False(GitSource.Check(repo, null, null, null, null).TryGet(out _, out var failure));
        Assert.StartsWith("repo ", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "fathomable.yaml")]
    [InlineData("deploy/app one.yaml", "deploy/app one.yaml")]
    public void A_path_is_within_the_repository(string? path, string kept) => Assert.Equal(kept, GitSource.Check("a/b", path, null, null, null).OrThrow().Path);

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("a/../../b")]
    [InlineData("./a")]
    [InlineData("a//b")]
    [InlineData("a/")]
    [InlineData("a\nb")]
    public void A_path_does_not_lead_out_of_it(string path) =>
        Assert.StartsWith("sourcePath ", GitSource.Check("a/b", path, null, null, null).Failure?.Message, StringComparison.Ordinal);

    [Fact]
    public void At_most_one_of_tag_branch_and_commit_pins_the_state()
    {
        Assert.Equal("HEAD", GitRef.Check("", null, null).OrThrow().FullName);
        Assert.Equal("refs/tags/v1.0", GitRef.Check("v1.0", null, null).OrThrow().FullName);
        Assert.Equal("refs/heads/feature/x", GitRef.Check(null, "feature/x", null).OrThrow().FullName);
        Assert.Equal(new string('a', 40), GitRef.Check(null, null, new string('A', 40)).OrThrow().FullName);
        Assert.Contains("tag and commit", GitRef.Check("v1", null, new string('a', 40)).Failure?.Message);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a..b")]
    [InlineData("a b")]
    [InlineData("a\nref-prefix refs/")]
    [InlineData("/a")]
    [InlineData("a.lock")]
    [InlineData(".a")]
    [InlineData("a/.b")]
    [InlineData("a~1")]
    [InlineData("a@{1}")]
    [InlineData("refs/heads/a")]
    public void Names_that_git_does_not_allow_are_refused(string name) =>
        Assert.StartsWith("branch ", GitRef.Check(null, name, null).Failure?.Message, StringComparison.Ordinal);

    [Fact]
    public void A_state_is_a_text_for_the_store_and_back()
    {
        var source = GitSource.Check("a/b", null, null, null, null).OrThrow();
        var state = FileState.Of(source, new('c', 40), new('b', 40), "W/\"x y\"");
        Assert.Equal(state, FileState.Parse(state.ToString()));
        Assert.Equal(state with { ETag = null }, FileState.Parse((state with { ETag = null }).ToString()));
        Assert.Equal(state with { MovedTo = "https://x/y" }, FileState.Parse((state with { MovedTo = "https://x/y" }).ToString()));
        Assert.Null(FileState.Parse("something else"));
        Assert.Null(FileState.Parse(null));
        Assert.InRange(FileState.Of(source, new('c', 64), new('b', 64), new('e', 300), new Uri("https://example.org/" + new string('m', 200))).ToString().Length, 600, 1000);
    }
}
