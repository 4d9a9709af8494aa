namespace Tracker.Tests.Architecture;

/// <summary>That the walls would be seen broken: a small server of our own breaks them in every way there is.</summary>
public sealed class WallsDetectionTests
{
    private const string Root = "Tracker.Tests.Architecture.Sample";

    private static readonly ModuleWalls Walls = new(Root, Root + ".Operations.OfferedAttribute");

    [Theory]
    [InlineData("ByBaseType")]
    [InlineData("ByInterface")]
    [InlineData("ByConstraint")]
    [InlineData("ByField")]
    [InlineData("ByGenericArgument")]
    [InlineData("ByArray")]
    [InlineData("ByParameter")]
    [InlineData("ByReturn")]
    [InlineData("ByLocal")]
    [InlineData("ByCall")]
    [InlineData("ByLambda")]
    [InlineData("ByAsync")]
    [InlineData("ByTypeOf")]
    [InlineData("ByCast")]
    [InlineData("ByCatch")]
    [InlineData("ByGenericMethod")]
    [InlineData("ByAttribute")]
    [InlineData("ByAttributeArgument")]
    [InlineData("ByNested")]
    [InlineData("ByWebOutsideOfPages")]
    public void A_use_of_another_module_is_seen(string type)
    {
        using var assembly = new CompiledAssembly(typeof(WallsDetectionTests).Assembly.Location);

        Assert.Contains(Walls.Violations(assembly), v => v.StartsWith($"{Root}.Events.{type} uses ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Events.Allowed")]
    [InlineData("Events.Pages.EventForm")]
    [InlineData("Events.EventsModule")]
    [InlineData("Events.EventPage")]
    [InlineData("Locks.LockService")]
    [InlineData("Composition")]
    public void What_is_allowed_is_let_through(string type)
    {
        using var assembly = new CompiledAssembly(typeof(WallsDetectionTests).Assembly.Location);

        Assert.Contains($"{Root}.{type}", assembly.Types());
        Assert.DoesNotContain(Walls.Violations(assembly), v => v.StartsWith($"{Root}.{type} uses ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_namespace_without_a_place_is_seen()
    {
        using var assembly = new CompiledAssembly(typeof(WallsDetectionTests).Assembly.Location);

        Assert.Equal(["Elsewhere"], Walls.UnknownModules(assembly));
    }

    [Theory]
    [InlineData("InInstruction", "lock_holder")]
    [InlineData("InConstant", "catalog")]
    public void SQL_on_another_modules_table_is_seen(string type, string table)
    {
        using var assembly = new CompiledAssembly(typeof(WallsDetectionTests).Assembly.Location);

        Assert.Contains(
            TableOwners.Violations(assembly, Walls),
            v => v.StartsWith($"{Root}.Events.{type} names the table {table} of ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("SELECT e.id FROM event e JOIN lock l ON l.event_id = e.id", new[] { "event", "lock" })]
    [InlineData("INSERT INTO event_change (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET id = 1", new[] { "event_change" })]
    [InlineData("DELETE\nFROM  \"task\"", new[] { "task" })]
    [InlineData("Removed from event by hand", new string[0])]
    public void Tables_are_read_from_SQL_and_not_from_prose(string text, string[] tables) =>
        Assert.Equal(tables, TableOwners.TablesIn(text));

    [Fact]
    public void Own_and_shared_tables_are_let_through()
    {
        using var assembly = new CompiledAssembly(typeof(WallsDetectionTests).Assembly.Location);

        Assert.DoesNotContain(TableOwners.Violations(assembly, Walls), v => v.Contains(".OwnTables ", StringComparison.Ordinal));
    }
}
