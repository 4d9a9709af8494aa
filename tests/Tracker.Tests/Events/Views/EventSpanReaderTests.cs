namespace Tracker.Tests.Events.Views;

public sealed class EventSpanReaderOnSqliteTests(AppFixture fixture) : EventSpanReaderSuite(fixture.App), IClassFixture<AppFixture>;

public sealed class EventSpanReaderOnPostgresTests(PostgresAppFixture fixture) : EventSpanReaderSuite(fixture.App), IClassFixture<PostgresAppFixture>;
