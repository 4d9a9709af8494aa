using System.Text.Json.Serialization;

namespace Tracker.Client.Catalog;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowReadingFromString, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(EntryAnswer))]
[JsonSerializable(typeof(EntryListAnswer))]
[JsonSerializable(typeof(CatalogVersions))]
[JsonSerializable(typeof(CatalogDependencies))]
[JsonSerializable(typeof(Compliance))]
[JsonSerializable(typeof(ApplyOutcome))]
[JsonSerializable(typeof(DependencyGraph))]
[JsonSerializable(typeof(EnvironmentsAnswer))]
[JsonSerializable(typeof(DeploymentsAnswer))]
internal sealed partial class CatalogJson : JsonSerializerContext;

internal sealed record EntryAnswer(CatalogEntry Catalog);

internal sealed record EntryListAnswer(IReadOnlyList<CatalogEntry> Catalogs, long TotalCount, bool TotalCountCapped = false);

internal sealed record EnvironmentsAnswer(IReadOnlyList<EnvironmentState> Environments);

internal sealed record DeploymentsAnswer(IReadOnlyList<Deployment> Deployments, long TotalCount);
