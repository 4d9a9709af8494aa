using Tracker.Server.Releases.Requirements;
using Tracker.Server.Releases.Versions;
using static Tracker.Tests.Releases.Requirements.SomeFile;

namespace Tracker.Tests.Releases.Requirements;

public sealed class RequirementsFileTests
{
    [Fact]
    public void The_smallest_file_is_enough()
    {
        var read = Read("exampleGroup: { exampleApp: { imageTag: 'v1.8.x' } }", "exampleGroup", "exampleApp");
        Assert.Equal(("exampleGroup.exampleApp", "quay.io/examplegroup/exampleapp"), (read.Application.ToString(), read.Image));
        Assert.Equal(("v1.8.x", LabelKind.Range), (read.Label.Text, read.Label.Kind));
        Assert.Empty(read.Depends);
        Assert.False(read.OmitFromDeploy);
        Assert.Empty(read.OmitFromNamespaces);
        Assert.Equal("""{"imageTag":"v1.8.x"}""", read.Configuration);
    }

    [Theory]
    [InlineData("{}", "quay.io/g/a")]
    [InlineData("{containerOwner: team}", "quay.io/team/a")]
    [InlineData("{containerOwner: team/back-end}", "quay.io/team/back-end/a")]
    [InlineData("{containerRepository: Registry.example.com:5000}", "registry.example.com:5000/g/a")]
    [InlineData("{containerRepository: localhost, containerOwner: 1}", "localhost/1/a")]
    [InlineData("{containerRepository: 'registry:443'}", "registry:443/g/a")]
    [InlineData("{containerRepository: , containerOwner: ~}", "quay.io/g/a")]
    public void The_image_is_registry_owner_and_name(string shared, string image) => Assert.Equal(image, Read($"g: {{group: {shared}, a: {{imageTag: t}}}}").Image);

    [Theory]
    [InlineData("1.10", "1.10")]
    [InlineData("1", "1")]
    [InlineData("true", "true")]
    [InlineData("' latest '", "latest")]
    [InlineData("0x1F", "0x1F")]
    public void A_label_is_what_is_written(string written, string label)
    {
        var read = Read($"g: {{a: {{imageTag: {written}}}}}");
        Assert.Equal((label, $$"""{"imageTag":"{{label}}"}"""), (read.Label.Text, read.Configuration));
    }

    [Fact]
    public void Dependencies_of_group_and_application_add_up()
    {
        var read = Read("g: {group: {depends: [db, other.x, a]}, a: {imageTag: t, depends: [b, g.db, 7]}}");
        Assert.Equal(["g.7", "g.b", "g.db", "other.x"], read.Depends.Select(d => d.ToString()));
        Assert.Equal("""{"depends":["b","g.db","7"],"imageTag":"t"}""", read.Configuration);
    }

    [Theory]
    [InlineData("g: {group: {omitFromDeploy: [b]}, a: {imageTag: t}}", false)]
    [InlineData("g: {group: {omitFromDeploy: [b, a]}, a: {imageTag: t}}", true)]
    [InlineData("g: {group: {omitFromDeploy: [g.a]}, a: {imageTag: t}}", true)]
    [InlineData("g: {group: {omitFromDeploy: [h.a]}, a: {imageTag: t}}", false)]
    [InlineData("g: {a: {imageTag: t, omitFromDeploy: true}}", true)]
    [InlineData("g: {a: {imageTag: t, omitFromDeploy: }}", false)]
    public void An_application_is_left_out_by_itself_or_by_its_group(string file, bool omitted) => Assert.Equal(omitted, Read(file).OmitFromDeploy);

    [Fact]
    public void Environments_are_left_out_by_either() =>
        Assert.Equal(["dev", "ha", "prod"], Read("g: {group: {omitFromNamespaces: [prod, dev]}, a: {imageTag: t, omitFromNamespaces: [ha, prod]}}").OmitFromNamespaces);

    [Fact]
    public void What_is_not_known_is_kept_and_what_the_group_shares_too()
    {
        var read = Read("g: {group: {config: {level: 3}, containerOwner: o}, a: {imageTag: t, probes: {port: 80}, stateful: yes}, b: 1}");
        Assert.Equal("""{"group":{"config":{"level":3}},"imageTag":"t","probes":{"port":80},"stateful":"yes"}""", read.Configuration);
    }

    [Fact]
    public void An_overlay_is_merged_where_it_is_for()
    {
        var read = Read("""
            g:
              a:
                imageTag: t
                ha: {min: 1, max: 2, zones: [a, b]}
                probes: {live: /up}
                environments:
                  prod: {ha: {min: 3, zones: [c]}, probes: null, tls: {on: true, off: null}}
                  dev:
            """);
        Assert.Equal(["dev", "prod"], read.Environments);
        Assert.Equal("""{"ha":{"max":2,"min":3,"zones":["c"]},"imageTag":"t","tls":{"on":true}}""", read.ConfigurationFor("prod"));
        Assert.Equal(read.ConfigurationFor("ha"), read.ConfigurationFor("dev"));
        Assert.Equal("""{"ha":{"max":2,"min":1,"zones":["a","b"]},"imageTag":"t","probes":{"live":"/up"}}""", read.ConfigurationFor("ha"));
        Assert.Contains("\"environments\":{\"dev\":null,\"prod\":", read.Configuration, StringComparison.Ordinal);
    }

    [Fact]
    public void Aliases_and_merge_keys_are_followed()
    {
        var read = Read("""
            g:
              group: &shared {x: 1}
              a:
                imageTag: &tag 1.2.3
                version: *tag
                one: &one {k: 1, l: 1}
                two: {<<: *one, k: 2}
                three: {m: 3, <<: [{k: 3}, *one]}
                literal: {"<<": 4}
            """);
        Assert.Equal(
            """{"group":{"x":1},"imageTag":"1.2.3","literal":{"<<":4},"one":{"k":1,"l":1},"three":{"k":3,"l":1,"m":3},"two":{"k":2,"l":1},"version":"1.2.3"}""",
            read.Configuration);
    }

    [Fact]
    public void Mistakes_of_others_do_not_matter() => Read("g: {a: {imageTag: t}, b: {imageTag: []}, no name: 7}\nh: 3");

    [Fact]
    public void A_byte_order_mark_does_no_harm() => Read("\uFEFFg: {a: {imageTag: t}}");

    [Fact]
    public void Names_are_read_as_trackers_write_them()
    {
        Assert.True(ApplicationName.TryParse("my-group.my_App1", out var name, out _));
        Assert.Equal(new("my-group", "my_App1"), name);
        foreach (var wrong in new[] { "a", "a.b.c", ".a", "a.", "a.b c", "a.-b", "a.group", $"a.{new string('b', 64)}", "a.é" })
        {
            Assert.False(ApplicationName.TryParse(wrong, out _, out var error), wrong);
            Assert.NotEmpty(error);
        }
    }
}
