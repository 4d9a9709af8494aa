namespace Tracker.ClientTests.Cli;

public sealed class OverviewCommandTests(CliServer server) : IClassFixture<CliServer>
{
    [Fact]
    public async Task How_everything_stands_is_shown_and_things_are_found()
    {
        var id = (await server.OutputAsync("event", "create", "Card payments are refused", "--type", "incident", "--service", "payments", "--environment", "production", "--status", "open", "--priority", "P1")).TrimEnd();
        await server.OutputAsync("lock", "acquire", "search-index", "--who", "ada");

        var shown = await server.OutputAsync("overview");
        Assert.Contains("Incidents open:", shown);
        Assert.Matches(@"now +Card payments are refused +P1 · payments · Production", shown);
        Assert.Contains("\"attention\": [", await server.OutputAsync("overview", "--output", "json"));
        await server.RefusedAsync(1, "zone must be an IANA time zone", "overview", "--zone", "Nowhere");

        Assert.Matches(@"locks +search-index +held by ada .* exact ", await server.OutputAsync("search", "search-index"));
        Assert.Matches($@"events +Card payments are refused .* exact +/events/{id}", await server.OutputAsync("search", id));
        Assert.Contains("\"kind\": \"locks\"", await server.OutputAsync("search", "search-index", "--output", "json"));
    }
}
