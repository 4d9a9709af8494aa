using Tracker.Server.Releases.Registries;

namespace Tracker.Tests.Releases.Registries;

public sealed class ImageNameTests
{
    [Theory]
    [InlineData("quay.io/team/app", "quay.io", "quay.io", "team/app")]
    [InlineData("QUAY.io/team/app", "quay.io", "quay.io", "team/app")]
    [InlineData("registry.lan:5000/app", "registry.lan:5000", "registry.lan:5000", "app")]
    [InlineData("localhost/app", "localhost", "localhost", "app")]
    [InlineData("[::1]:5000/app", "[::1]:5000", "[::1]:5000", "app")]
    [InlineData("redis", "docker.io", "registry-1.docker.io", "library/redis")]
    [InlineData("team/app", "docker.io", "registry-1.docker.io", "team/app")]
    [InlineData("docker.io/redis", "docker.io", "registry-1.docker.io", "library/redis")]
    [InlineData("index.docker.io/team/app", "docker.io", "registry-1.docker.io", "team/app")]
    [InlineData("ghcr.io/a/b__c/d-e--f.g", "ghcr.io", "ghcr.io", "a/b__c/d-e--f.g")]
    public void An_image_has_a_registry_and_a_name_there(string text, string registry, string host, string repository)
    {
        var image = ImageName.Parse(text).OrThrow();
        Assert.Equal((registry, host, repository), (image.Registry, image.Host, image.Repository));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("quay.io/Team/app")]
    [InlineData("quay.io/team/app:1.0")]
    [InlineData("quay.io/team/app@sha256:00")]
    [InlineData("quay.io/team/../app")]
    [InlineData("quay.io/team//app")]
    [InlineData("quay.io/")]
    [InlineData("user@quay.io/app")]
    [InlineData("quay.io:x/app")]
    [InlineData("quay.io?x/app")]
    [InlineData("https://quay.io/team/app")]
    public void Anything_else_is_refused(string? text) =>
        Assert.StartsWith("image ", ImageName.Parse(text).Failure?.Message, StringComparison.Ordinal);

    [Fact]
    public void Challenges_are_told_apart()
    {
        var challenges = Challenge.Parse("""Bearer realm="https://auth.example.org/t,o \"k\"",service=registry,scope="repository:a/b:pull,push", Basic realm="x" """);
        Assert.Equal(["Bearer", "Basic"], challenges.Select(c => c.Scheme));
        Assert.Equal("https://auth.example.org/t,o \"k\"", challenges[0].Parameters["realm"]);
        Assert.Equal("registry", challenges[0].Parameters["SERVICE"]);
        Assert.Equal("repository:a/b:pull,push", challenges[0].Parameters["scope"]);
        Assert.Equal("x", challenges[1].Parameters["realm"]);
        Assert.Empty(Challenge.Parse(null));
        Assert.Empty(Challenge.Parse("\"=,=\","));
    }
}
