using Tracker.Server;
using Tracker.Server.Catalog;
using Tracker.Server.Operations;

namespace Tracker.Tests.Catalog;

public sealed class EnvironmentNamesTests
{
    private static readonly EnvironmentNames Names = new("live=Prod, qa = recette,ha=UAT,edge=edge-cluster");

    [Theory]
    [InlineData("production", "production")]
    [InlineData("PRODUCTION", "production")]
    [InlineData("uat", "UAT")]
    [InlineData("tnr", "TNR")]
    [InlineData("dev", "development")]
    [InlineData(" Prod ", "production")]
    [InlineData("preprod", "preproduction")]
    [InlineData("live", "production")]
    [InlineData("QA", "recette")]
    [InlineData("ha", "UAT")]
    [InlineData("edge", "edge-cluster")]
    [InlineData("Somewhere Else", "Somewhere Else")]
    [InlineData("*", "*")]
    [InlineData("", "")]
    public void One_environment_has_one_name(string text, string expected) => Assert.Equal(expected, Names.Canonical(text));

    [Fact]
    public void Without_a_setting_the_short_names_are_known() => Assert.Equal("integration", new EnvironmentNames("").Canonical("ha"));

    [Theory]
    [InlineData("live", EventEnvironment.Production)]
    [InlineData("mco", EventEnvironment.Mco)]
    [InlineData("7", EventEnvironment.Production)]
    public void Names_aliases_and_numbers_are_parsed(string text, EventEnvironment expected)
    {
        Assert.True(Names.TryParse(text, out var environment));
        Assert.Equal(expected, environment);
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("0")]
    [InlineData("99")]
    [InlineData("edge")]
    [InlineData("ENVIRONMENT_UNSPECIFIED")]
    public void What_is_none_of_the_contract_is_not_parsed(string text) => Assert.False(Names.TryParse(text, out _));

    [Theory]
    [InlineData("live")]
    [InlineData("live=")]
    [InlineData("=production")]
    [InlineData("a=b=c")]
    [InlineData("*=production")]
    [InlineData("live=*")]
    [InlineData("live=production,LIVE=UAT")]
    [InlineData("production=live")]
    [InlineData("a=b,b=a")]
    [InlineData("a=a")]
    public void A_wrong_table_stops_the_start_and_names_the_setting(string text)
    {
        var e = Assert.Throws<SettingsException>(() => Settings.Load(
            [], new Dictionary<string, string> { ["TRACKER_ENVIRONMENT_ALIASES"] = text }, "/", TrackerServer.KnownSettings));
        Assert.Contains("TRACKER_ENVIRONMENT_ALIASES", e.Message);
    }
}
