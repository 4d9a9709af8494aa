namespace Tracker.Tests.Events;

public sealed class EventContractOnSqliteTests(AppFixture fixture) : EventContractSuite(fixture.App), IClassFixture<AppFixture>;

public sealed class EventContractOnPostgresTests(PostgresAppFixture fixture) : EventContractSuite(fixture.App), IClassFixture<PostgresAppFixture>;
