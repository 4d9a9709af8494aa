using System.Text;
using System.Text.Json;
using Tracker.Server;
using Tracker.Server.Operations;
using Tracker.Server.Releases.Hooks;

namespace Tracker.Tests.Releases.Hooks;

public sealed class HookOptionsTests
{
    // The example of GitHub's own documentation.
    private const string Signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    private static readonly byte[] Body = "Hello, World!"u8.ToArray();
    private static readonly HookOptions Options = new("another secret of somebody", "It's a Secret to Everybody");

    [Fact]
    public void A_signature_of_GitHubs_is_known_by_any_of_the_secrets()
    {
        Assert.True(Options.Signed(Body, Signature));
        Assert.True(Options.Signed(Body, "sha256=" + Signature[7..].ToUpperInvariant()));
        Assert.False(new HookOptions("another secret of somebody").Signed(Body, Signature));
        Assert.False(Options.Signed("Hello, World?"u8, Signature));
        Assert.False(new HookOptions().Signed(Body, Signature));
    }

    [Theory]
    [InlineData("")]
    [InlineData("sha256=")]
    [InlineData("sha1=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e")]
    [InlineData("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1700")]
    [InlineData("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043ezz")]
    public void What_is_no_signature_is_refused(string signature) => Assert.False(Options.Signed(Body, signature));

    [Theory]
    [InlineData("too short")]
    [InlineData("a secret that is long enough, short")]
    [InlineData(" , ")]
    public void A_secret_that_can_be_guessed_stops_the_start(string secrets)
    {
        var refused = Assert.Throws<SettingsException>(() => Settings.Load([], new Dictionary<string, string> { ["TRACKER_HOOK_SECRETS"] = secrets }, Path.GetTempPath(), TrackerServer.KnownSettings));
        Assert.Contains("TRACKER_HOOK_SECRETS", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("short", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"ref":"refs/heads/a/b","repository":{"full_name":"shop/api","default_branch":"main"}}""", "shop/api", "a/b", "", false)]
    [InlineData("""{"ref":"refs/heads/main","repository":{"full_name":"shop/api","default_branch":"main"}}""", "shop/api", "main", "", true)]
    [InlineData("""{"ref":"refs/tags/v1","repository":{"full_name":"shop/api"}}""", "shop/api", "", "v1", false)]
    public void A_push_names_the_repository_and_what_moved(string json, string repository, string branch, string tag, bool isDefault) =>
        Assert.Equal(new GitPush(repository, branch, tag, isDefault), GitPush.OfGitHub(Parse(json)));

    [Theory]
    [InlineData("""{"ref":"refs/notes/x","repository":{"full_name":"shop/api"}}""")]
    [InlineData("""{"ref":"refs/heads/main","repository":"shop/api"}""")]
    [InlineData("""{"ref":"refs/heads/main\u0000","repository":{"full_name":"shop/api"}}""")]
    [InlineData("""{"ref":"refs/heads/main","repository":{"full_name":"\ud800"}}""")]
    [InlineData("7")]
    public void What_is_no_push_is_none(string json) => Assert.Null(GitPush.OfGitHub(Parse(json)));

    [Fact]
    public void A_notification_names_each_repository_with_a_pushed_tag_once()
    {
        string Event(string action, string repository, string? tag) => $$$"""{"action":"{{{action}}}","target":{"repository":"{{{repository}}}","tag":{{{(tag is null ? "null" : $"\"{tag}\"")}}}}}""";
        var events = string.Join(',', Event("push", "team/app", "1.0"), Event("push", "team/app", "1.1"), Event("push", "team/layer", null), Event("pull", "team/read", "1.0"), "7");
        Assert.Equal(["team/app"], PushedImages.Read(Parse($$"""{"events":[{{events}}]}""")));
        Assert.Equal(["team/app"], PushedImages.Read(Parse("""{"repository":"team/app","docker_url":"quay.io/team/app","updated_tags":["latest"]}""")));
        Assert.Equal(["team/app"], PushedImages.Read(Parse("""{"push_data":{"tag":"latest"},"repository":{"repo_name":"team/app"}}""")));
        Assert.Null(PushedImages.Read(Parse("""{"events":{}}""")));
        Assert.Equal(100, PushedImages.Read(Parse($$"""{"events":[{{string.Join(',', Enumerable.Range(0, 200).Select(i => Event("push", $"team/app{i}", "1")))}}]}"""))!.Count);
    }

    private static JsonElement Parse(string json) => HookJson.Parse(Encoding.UTF8.GetBytes(json))!.RootElement;
}
