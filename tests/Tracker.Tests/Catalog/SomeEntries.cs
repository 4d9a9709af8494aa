using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Catalogs;
using CatalogType = Tracker.Protocol.Catalogs.Type;

namespace Tracker.Tests.Catalog;

/// <summary>Valid entries with every kind of text in every field, the same for the same seed.</summary>
internal sealed class SomeEntries(int seed)
{
    private static readonly string[] Pieces =
    [
        "a", "Z", "7", " ", "  ", "-", "- ", ": ", ":", "#", " #", "\"", "'", "\\", "\\n", "{", "}", "[", "]", ",", "&a", "*a", "!t", "|", ">", "%", "@", "`", "~", "null", "true", "1.10",
        "0x1F", "1e3", "2026-03-01", "é", "ß", "日本", "😀", "👩‍💻", "e\u0301", "\u00A0", "\u200B", "\uFEFF", "?", "? ", "---", "...", "<<", "=", "/", "%2F",
    ];

    private static readonly string[] Breaks = ["\n", "\n\n", "\r\n", "\r", "\t", "\u0085", "\u2028", "\u2029", "\u0001", "\u007F", " \n", "\n ", "\n---\n"];

    private readonly Random _random = new(seed);

    public Protocol.Catalogs.Catalog Next(string prefix)
    {
        var entry = new Protocol.Catalogs.Catalog
        {
            Name = prefix + Line(),
            Type = (CatalogType)_random.Next(8),
            Languages = Languages.Rust,
            Platform = (Platform)_random.Next(19),
            Owner = Line(),
            Version = Line(),
            Link = Line(),
            Description = Text(),
            Repository = Line(),
            Lifecycle = Text(),
            System = Line(),
            LatestVersion = Text(),
            ReferenceVersion = Line(),
            Tags = { Some(Text) },
            AvailableVersions = { Some(Line) },
            DependenciesIn = { Some(Name) },
            DependenciesOut = { Some(Name) },
            UsedDeliverables = { Some(() => new UsedDeliverable { Name = Name(), Type = (CatalogType)_random.Next(8), VersionUsed = Text() }) },
            DashboardLinks = { Some(() => new DashboardLink { Type = DashboardType.Custom, Name = Text(), Url = Line() }) },
            CommunicationChannels = { Some(() => new CommunicationChannel { Url = Line() }) },
            InfrastructureResources = { Some(() => new InfrastructureResource { Id = Text(), Type = InfrastructureType.OtherCustom, Metadata = { [Line()] = Text() }, ConnectedServices = { Some(Line) } }) },
        };
        if (_random.Next(2) == 0) entry.Sla = new SLA { Level = (SLALevel)_random.Next(5), UptimePercentage = _random.Next(2) == 0 ? null : _random.NextDouble() * 100, ResponseTimeMs = _random.Next(2) == 0 ? 0u : uint.MaxValue, Description = Text() };
        if (_random.Next(2) == 0)
        {
            entry.VulnerabilitySummary = new VulnerabilitySummary
            {
                CriticalCount = _random.Next(),
                LastUpdated = new Timestamp { Seconds = _random.NextInt64(-62135596800, 253402300799), Nanos = _random.Next(1_000_000_000) },
                Sources = { Some(() => new VulnerabilitySource { Name = Text(), HighCount = _random.Next(3) }) },
            };
        }

        return entry;
    }

    private IEnumerable<T> Some<T>(Func<T> one) => [.. Enumerable.Range(0, _random.Next(4)).Select(_ => one())];

    /// <summary>Printable, and not empty.</summary>
    private string Name() => "d" + Line();

    private string Line() => Of(Pieces);

    private string Text() => Of(_random.Next(3) == 0 ? [.. Pieces, .. Breaks, .. Breaks] : Pieces);

    private string Of(string[] pieces) => string.Concat(Enumerable.Range(0, _random.Next(5)).Select(_ => pieces[_random.Next(pieces.Length)]));
}
