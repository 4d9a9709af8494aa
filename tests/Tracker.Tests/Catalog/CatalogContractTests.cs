namespace Tracker.Tests.Catalog;

public sealed class CatalogContractOnSqliteTests(AppFixture fixture) : CatalogContractSuite(fixture.App), IClassFixture<AppFixture>;

public sealed class CatalogContractOnPostgresTests(PostgresAppFixture fixture) : CatalogContractSuite(fixture.App), IClassFixture<PostgresAppFixture>;
