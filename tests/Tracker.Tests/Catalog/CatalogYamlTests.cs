using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Catalogs;
using Tracker.Server.Catalog;
using Tracker.Server.Catalog.Yaml;

namespace Tracker.Tests.Catalog;

public sealed class CatalogYamlTests
{
    [Fact]
    public void It_reads_like_a_file_that_a_person_wrote() => Assert.Equal(
        """
        name: shop
        type: project
        languages: javascrypt
        version: "1.10"
        description: |
          Sells things.

          And more.
        sla:
          level: critical
          uptime_percentage: 99.95
        used_deliverables:
        - name: base image
          version_used: "true"
        tags:
        - ""
        - a-b
        - "null"

        """,
        CatalogYaml.Of(new()
        {
            Name = "shop",
            Type = Protocol.Catalogs.Type.Project,
            Languages = Languages.Javascrypt,
            Version = "1.10",
            Description = "Sells things.\n\nAnd more.\n",
            CreatedAt = new Timestamp { Seconds = 1 },
            Sla = new() { Level = SLALevel.Critical, UptimePercentage = 99.95 },
            UsedDeliverables = { new UsedDeliverable { Name = "base image", VersionUsed = "true" } },
            Tags = { "", "a-b", "null" },
        }).Replace("\r", ""));

    /// <summary>Whatever an entry holds, what is written of it says the same.</summary>
    [Fact]
    public void Written_and_read_again_an_entry_is_the_same()
    {
        var some = new SomeEntries(20261121);
        for (var i = 0; i < 500; i++)
        {
            var entry = some.Next($"n{i}");
            var yaml = CatalogYaml.Of(entry);
            var read = CatalogDocuments.Read(yaml);
            Assert.True(read.TryGet(out var declared, out var failure), $"{failure?.Message}\n{yaml}");
            // An empty message inside is nothing to declare; only what is declared must be the same.
            var again = Assert.Single(declared).ApplyTo(entry);
            Assert.True(CatalogChanges.Between(entry, again).Count == 0, $"{entry}\n{again}\n{yaml}");
            var anew = declared[0].ApplyTo(null);
            Assert.True(CatalogChanges.Between(entry, anew).Count == 0, $"{entry}\n{anew}\n{yaml}");
        }
    }
}
