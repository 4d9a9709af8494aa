namespace Tracker.Tests.Locks;

public sealed class LockContractOnSqliteTests(AppFixture fixture) : LockContractSuite(fixture.App), IClassFixture<AppFixture>;

public sealed class LockContractOnPostgresTests(PostgresAppFixture fixture) : LockContractSuite(fixture.App), IClassFixture<PostgresAppFixture>;

public sealed class LockWaitOnSqliteTests(AppFixture fixture) : LockWaitSuite(fixture.App), IClassFixture<AppFixture>;

public sealed class LockWaitOnPostgresTests(PostgresAppFixture fixture) : LockWaitSuite(fixture.App), IClassFixture<PostgresAppFixture>;

public sealed class LockedEventsOnSqliteTests(AppFixture fixture) : LockedEventSuite(fixture.App), IClassFixture<AppFixture>;

public sealed class LockedEventsOnPostgresTests(PostgresAppFixture fixture) : LockedEventSuite(fixture.App), IClassFixture<PostgresAppFixture>;
