namespace Tracker.Tests.Locks;

public sealed class LockContractOnSqliteTests(AppFixture fixture) : LockContractSuite(fixture.App), IClassFixture<AppFixture>;

public sealed class LockContractOnPostgresTests(PostgresAppFixture fixture) : LockContractSuite(fixture.App), IClassFixture<PostgresAppFixture>;
