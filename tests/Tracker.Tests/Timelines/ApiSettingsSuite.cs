using Tracker.Testing;

namespace Tracker.Tests.Timelines;

public sealed class SqliteApiSettingsTests(ApiFixture fixture) : ApiSettingsSuite(fixture), IClassFixture<ApiFixture>;

public sealed class PostgresApiSettingsTests(PostgresApiFixture fixture) : ApiSettingsSuite(fixture), IClassFixture<PostgresApiFixture>;

/// <summary>The settings of contexts, and deleting.</summary>
public abstract class ApiSettingsSuite(ApiFixture fixture)
{
    private readonly string _context = Some.Name("set/");

    private string Path => SomeMessage.PathOf(_context);

    [Fact]
    public async Task A_context_is_set_up_and_its_settings_are_replaced()
    {
        var made = await PutAsync(new { description = "Nightly", service = "shop", environment = "production", host = "ci-1", tags = new[] { "a", "a", " b " }, keep_timelines = 5, keep_days = 30, open_timeout = 60 });
        Assert.Equal((201, Path), (made.Status, made.Location));
        Assert.Equal(("Nightly", "shop", "production", "ci-1"), (made.TextAt("Description"), made.TextAt("Service"), made.TextAt("Environment"), made.TextAt("Host")));
        Assert.Equal(("""["a","b"]""", 5, 30, 60), (made.At("Tags")!.ToJsonString(), (int)made.At("KeepTimelines")!, (int)made.At("KeepDays")!, (int)made.At("OpenTimeout")!));
        Assert.Equal(made.Text, (await fixture.GetAsync(Path)).Text);

        var plain = await PutAsync(new { });
        Assert.Equal((200, "", _context), (plain.Status, plain.TextAt("Description"), plain.TextAt("Service")));
        Assert.Equal((1000, 86_400), ((int)plain.At("KeepTimelines")!, (int)plain.At("OpenTimeout")!));
        Assert.Null(plain.At("KeepDays"));
        Assert.Null((await PutAsync(new { keep_timelines = (int?)null })).At("KeepTimelines"));
    }

    [Theory]
    [InlineData("""{"keep_timelines":0}""", "keep_timelines")]
    [InlineData("""{"keep_days":0}""", "keep_days")]
    [InlineData("""{"keep_days":"many"}""", "keep_days")]
    [InlineData("""{"open_timeout":0}""", "open_timeout")]
    [InlineData("""{"open_timeout":99999999}""", "open_timeout")]
    [InlineData("""{"tags":[""]}""", "tags")]
    [InlineData("""{"service":"a\u0000b"}""", "service")]
    [InlineData("""{"description":"a\u0000b"}""", "description")]
    [InlineData("[]", "body")]
    [InlineData("", "body")]
    public async Task Wrong_settings_are_refused_with_their_field(string body, string field)
    {
        var answer = await PutAsync(body);
        Assert.Equal(400, answer.Status);
        Assert.Contains(field, answer.TextAt("detail"));
        Assert.Equal(404, (await fixture.GetAsync(Path)).Status);
    }

    [Fact]
    public async Task An_event_that_stays_open_longer_than_its_context_allows_is_abandoned()
    {
        await PutAsync(new { open_timeout = 60 });
        await fixture.PostAsync(Path + "/events", SomeMessage.Start("stuck", 1));
        var timeline = await fixture.GetAsync(Path + "/latest");
        Assert.Equal(("abandoned", 0, 1), (timeline.TextAt("Events.0.Progress"), (int)timeline.At("Open")!, (int)timeline.At("Abandoned")!));
    }

    [Fact]
    public async Task A_context_is_deleted_with_all_it_holds_and_may_come_again()
    {
        object[] messages = [SomeMessage.Timeline("build 1", 0), .. Enumerable.Range(0, 700).Select(i => SomeMessage.Start($"old.{i}", i + 1))];
        await fixture.PostAsync(Path + "/events", messages);
        Assert.Equal(403, (await fixture.SendAsync(HttpMethod.Delete, Path)).Status);
        Assert.Equal(204, (await DeleteAsync(Path)).Status);
        Assert.Equal(404, (await fixture.GetAsync(Path)).Status);
        Assert.Equal(404, (await DeleteAsync(Path)).Status);

        // What the server remembers of names and hosts must not outlive them.
        Assert.Equal("recorded", (await fixture.PostAsync(Path + "/events", SomeMessage.Start("old.1", 2))).TextAt("outcome"));
        Assert.Equal("old.1", Assert.Single((await fixture.GetAsync(Path + "/latest")).At("Events")!.AsArray())!["Name"]!.ToString());
        Assert.Contains("timeline.context.delete", (await fixture.SendAsync(HttpMethod.Get, "/admin/audit", key: ApiFixture.AdminKey)).Text);
    }

    [Fact]
    public async Task A_timeline_is_deleted_and_the_others_stay()
    {
        object[] messages =
        [
            SomeMessage.Timeline("one", 0), SomeMessage.Start("a", 1), SomeMessage.Timeline("two", 10), SomeMessage.Start("a", 11), SomeMessage.Start("b", 12),
            SomeMessage.Timeline("three", 20), SomeMessage.Start("a", 21),
        ];
        await fixture.PostAsync(Path + "/events", messages);
        Assert.Equal(204, (await DeleteAsync(Path + "/two")).Status);
        Assert.Equal(404, (await fixture.GetAsync(Path + "/two")).Status);
        Assert.Equal(["three", "one"], (await fixture.GetAsync(Path)).At("_links.items")!.AsArray().Select(i => (string)i!["name"]!));
        Assert.Equal("a", Assert.Single((await fixture.GetAsync(Path + "/one")).At("Events")!.AsArray())!["Name"]!.ToString());
        Assert.Equal("a", Assert.Single((await fixture.GetAsync(Path + "/three")).At("Events")!.AsArray())!["Name"]!.ToString());
        Assert.Equal("recorded", (await fixture.PostAsync(Path + "/events", SomeMessage.Start("b", 22))).TextAt("outcome"));
        Assert.Equal(404, (await DeleteAsync(Path + "/two")).Status);
    }

    private Task<HalAnswer> PutAsync(object body) => fixture.SendAsync(HttpMethod.Put, Path, body);

    private Task<HalAnswer> DeleteAsync(string path) => fixture.SendAsync(HttpMethod.Delete, path, key: ApiFixture.AdminKey);
}
