using Tracker.Server.Releases.Registries;
using Tracker.Server.Releases.Sources;
using Tracker.Testing;
using Tracker.Testing.Sources;
using Tracker.Tests.Releases.Sources;

namespace Tracker.Tests.Releases.Registries;

/// <summary>Against a real registry.</summary>
public sealed class RegistryTests
{
    private static readonly RegistryCredentials Known = new(RegistryServer.User, RegistryServer.Password);
    private static readonly RegistryCredentials Unknown = new(RegistryServer.User, "another password");

    [Fact]
    public async Task A_tag_is_looked_at_without_its_image()
    {
        await using var registry = await RegistryServer.StartAsync();
        using var images = new TestImages(registry.Url);
        using var asking = Of(registry);
        var image = ImageOf(registry);
        var digest = await images.PushAsync("team/app", "1.0.0");

        var seen = await asking.HeadAsync(image, "1.0.0");
        var state = Asking.ChangedOf(seen);
        Assert.Equal((digest, 2), (state.Digest, seen.Requests));
        var again = await asking.HeadAsync(image, "1.0.0", state);
        Assert.Equal(state, Asking.UnchangedOf(again));
        Assert.Equal(1, again.Requests);
        // Without the registry's mark the digest says the same.
        Assert.Equal(state, Asking.UnchangedOf(await asking.HeadAsync(image, "1.0.0", new(digest, null))));

        var moved = await images.PushAsync("team/app", "1.0.0", "second");
        Assert.NotEqual(digest, moved);
        Assert.Equal(moved, Asking.ChangedOf(await asking.HeadAsync(image, "1.0.0", state)).Digest);

        Assert.Equal(await images.PushIndexAsync("team/app", "2.0.0"), Asking.ChangedOf(await asking.HeadAsync(image, "2.0.0")).Digest);
        var tags = Assert.IsType<TagsOutcome.Listed>((await asking.TagsAsync(image)).Outcome);
        Assert.Equal(["1.0.0", "2.0.0", "2.0.0-amd64", "2.0.0-arm64"], tags.Tags.Order(StringComparer.Ordinal));
        Assert.False(tags.IsCut);

        Assert.Equal(SourceProblemKind.NotFound, Asking.ProblemOf(await asking.HeadAsync(image, "9.9.9")).Kind);
        Assert.Equal(SourceProblemKind.NotFound, Asking.ProblemOf(await asking.TagsAsync(ImageOf(registry, "team/none"))).Kind);
        Assert.Equal(SourceProblemKind.Invalid, Asking.ProblemOf(await asking.HeadAsync(image, "../../x")).Kind);
    }

    [Fact]
    public async Task A_password_is_sent_where_it_is_asked_for()
    {
        await using var registry = await RegistryServer.StartWithPasswordAsync();
        using var images = new TestImages(registry.Url, RegistryServer.Basic);
        using var asking = Of(registry);
        var image = ImageOf(registry);
        var digest = await images.PushAsync("team/app", "1.0.0");

        var seen = await asking.HeadAsync(image, "1.0.0", null, Known);
        Assert.Equal((digest, 3), (Asking.ChangedOf(seen).Digest, seen.Requests));
        Assert.Equal(1, (await asking.HeadAsync(image, "1.0.0", Asking.ChangedOf(seen), Known)).Requests);
        Assert.IsType<TagsOutcome.Listed>((await asking.TagsAsync(image, Known)).Outcome);

        foreach (var credentials in new[] { null, Unknown, new RegistryCredentials("a:b", "c") })
        {
            var problem = Asking.ProblemOf(await asking.HeadAsync(image, "1.0.0", null, credentials));
            Assert.Equal(SourceProblemKind.Unauthorized, problem.Kind);
            Assert.DoesNotContain("password", problem.Message);
        }
    }

    [Fact]
    public async Task A_token_is_fetched_and_kept_until_it_expires()
    {
        await using var tokens = await TokenServer.StartAsync();
        await using var registry = await RegistryServer.StartWithTokensAsync(tokens);
        using var images = new TestImages(registry.Url, new("Bearer", tokens.Mint("team/app", "pull", "push")));
        var clock = new FakeClock(DateTimeOffset.UtcNow);
        using var asking = Of(registry, clock);
        var image = ImageOf(registry);
        var digest = await images.PushAsync("team/app", "1.0.0");

        var seen = await asking.HeadAsync(image, "1.0.0");
        Assert.Equal((digest, 4, 1), (Asking.ChangedOf(seen).Digest, seen.Requests, seen.Charged));
        Assert.Equal("?service=registry.tests&scope=repository%3Ateam%2Fapp%3Apull", Assert.Single(tokens.Requests));
        Assert.Equal(1, (await asking.HeadAsync(image, "1.0.0", Asking.ChangedOf(seen))).Requests);
        Assert.Single(tokens.Requests);
        clock.Advance(TimeSpan.FromSeconds(tokens.ExpiresIn - 5));
        Assert.Equal(2, (await asking.HeadAsync(image, "1.0.0", Asking.ChangedOf(seen))).Requests);
        Assert.Equal(2, tokens.Requests.Count);

        tokens.Credentials = $"{Known.User}:{Known.Secret}";
        Assert.Equal(SourceProblemKind.Unauthorized, Asking.ProblemOf(await asking.HeadAsync(image, "1.0.0", null, Unknown)).Kind);
        // Nobody profits from another's token.
        Assert.Equal(digest, Asking.ChangedOf(await asking.HeadAsync(image, "1.0.0", null, Known)).Digest);
        Assert.IsType<TagsOutcome.Listed>((await asking.TagsAsync(image, Known)).Outcome);
    }

    private static Asking Of(RegistryServer registry, TimeProvider? clock = null) => new(Asking.Patient with { HttpRegistries = [registry.Authority] }, clock);

    private static ImageName ImageOf(RegistryServer registry, string repository = "team/app") => ImageName.Parse($"{registry.Authority}/{repository}").OrThrow();
}
