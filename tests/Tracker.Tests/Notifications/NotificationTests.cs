namespace Tracker.Tests.Notifications;

public class OutboundAppFixture : AppFixture
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Outside.Administer(App.Http);
    }

    protected override Task<Dictionary<string, string>> SettingsAsync() => Task.FromResult(Outside.Settings());
}

public sealed class OutboundPostgresAppFixture : OutboundAppFixture
{
    protected override async Task<Dictionary<string, string>> SettingsAsync() => await Outside.PostgresAsync();
}

public sealed class NotificationOnSqliteTests(OutboundAppFixture fixture) : NotificationSuite(fixture.App), IClassFixture<OutboundAppFixture>;

public sealed class NotificationOnPostgresTests(OutboundPostgresAppFixture fixture) : NotificationSuite(fixture.App), IClassFixture<OutboundPostgresAppFixture>;
