using System.Xml.Linq;
using Tracker.Server.Operations;
using Tracker.Testing;

namespace Tracker.Tests.Architecture;

public sealed class WallsTests
{
    // Imports point down only; a project that is not listed here has no place yet.
    private static readonly Dictionary<string, string[]> MayReference = new()
    {
        ["Tracker.Protocol.Timelines"] = [],
        ["Tracker.Protocol"] = ["Tracker.Protocol.Timelines"],
        ["Tracker.Storage"] = [],
        ["Tracker.Rpc"] = ["Tracker.Protocol"],
        ["Tracker.Server"] = ["Tracker.Protocol", "Tracker.Rpc", "Tracker.Storage"],
        ["Tracker.Client"] = ["Tracker.Protocol.Timelines"],
        ["Tracker.Cli"] = ["Tracker.Protocol.Timelines", "Tracker.Protocol", "Tracker.Client"],
    };

    private static readonly ModuleWalls Walls = new("Tracker.Server", typeof(ModuleServiceAttribute).FullName!);

    [Fact]
    public void Project_references_point_down()
    {
        var wrong = from file in Directory.EnumerateFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories)
                    let project = Path.GetFileNameWithoutExtension(file)
                    from reference in XDocument.Load(file).Descendants("ProjectReference")
                    let target = Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)
                    where !MayReference.TryGetValue(project, out var allowed) || !allowed.Contains(target)
                    select $"{project} references {target}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void Modules_use_each_other_only_through_what_they_offer()
    {
        using var server = new CompiledAssembly(Repository.Server);

        Assert.Empty(Walls.Violations(server));
    }

    [Fact]
    public void Every_namespace_of_the_server_is_a_module_with_a_place_in_the_walls()
    {
        using var server = new CompiledAssembly(Repository.Server);

        Assert.Empty(Walls.UnknownModules(server));
    }

    [Fact]
    public void Modules_leave_each_others_tables_alone()
    {
        using var server = new CompiledAssembly(Repository.Server);

        Assert.Empty(TableOwners.Violations(server, Walls));
    }

    [Fact]
    public void Every_table_of_the_server_has_an_owner()
    {
        var folder = Repository.PathOf("src", "Tracker.Server", "Migrations");
        var migrations = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.sql", SearchOption.AllDirectories) : [];

        var tables = migrations.SelectMany(file => TableOwners.TablesMadeBy(File.ReadAllText(file)));

        Assert.DoesNotContain(tables, table => TableOwners.OwnerOf(table) is null);
    }
}
