using System.Text.Json;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;
using Tracker.Rpc;
using Tracker.Rpc.OpenApi;
using Tracker.Tests.Rpc.Kitchen;

namespace Tracker.Tests.Rpc;

public sealed class OpenApiTests
{
    private static readonly IReadOnlyList<RpcMethod> Methods = [.. EventEcho.Methods, .. RpcMethod.Bind<KitchenService>(KitchenReflection.Descriptor.Services[0])];

    [Theory]
    [InlineData(OpenApiSpecVersion.OpenApi2_0)]
    [InlineData(OpenApiSpecVersion.OpenApi3_0)]
    [InlineData(OpenApiSpecVersion.OpenApi3_1)]
    public async Task The_document_is_valid_in_every_version(OpenApiSpecVersion version)
    {
        var text = await Document().SerializeAsJsonAsync(version, TestContext.Current.CancellationToken);
        var read = OpenApiDocument.Parse(text, "json");
        Assert.NotNull(read.Diagnostic);
        // The reader does not know that parameters of 2.0 may have maxItems.
        Assert.DoesNotContain(read.Diagnostic.Errors, e => !e.Message.StartsWith("maxItems is not a valid property", StringComparison.Ordinal));
        Assert.NotNull(read.Document);
        Assert.Empty(read.Document.Validate(ValidationRuleSet.GetDefaultRuleSet()));
        using var json = JsonDocument.Parse(text);
        Assert.All(References(json.RootElement), reference => Assert.True(Resolves(json.RootElement, reference), $"{reference} is nowhere."));
    }

    [Fact]
    public async Task Every_route_is_described()
    {
        var json = await JsonAsync(OpenApiSpecVersion.OpenApi3_0);
        var described = json.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(verb => $"{verb.Name.ToUpperInvariant()} {path.Name}"));
        Assert.Superset(new HashSet<string>
        {
            "POST /api/v1alpha1/event", "PUT /api/v1alpha1/event", "GET /api/v1alpha1/event/{id}", "DELETE /api/v1alpha1/event/{id}",
            "GET /api/v1alpha1/events/search", "GET /api/v1alpha1/event/{id}/changelog", "POST /api/v1alpha1/event/{id}/changelog",
            "GET /api/kitchen/rooms/{room.name}/dishes/{name}", "POST /api/kitchen/dishes/{name}:cancel", "GET /api/kitchen/shelf/{number}/{name}",
            // Declared as {dish.string_field}, which is the same path as {name}.
            "PATCH /api/kitchen/dishes/{name}",
        }, described.ToHashSet());
    }

    [Fact]
    public async Task Comments_of_the_proto_files_are_shown()
    {
        var json = await JsonAsync(OpenApiSpecVersion.OpenApi3_0);
        var create = json.GetProperty("paths").GetProperty("/api/v1alpha1/event").GetProperty("post");
        Assert.Equal("Records an event", create.GetProperty("summary").GetString());
        Assert.Contains("reported in two calls: one with status start, one with status success or failure and related_id", create.GetProperty("description").GetString(), StringComparison.Ordinal);
        var attributes = Schema(json, "tracker.event.v1alpha1.EventAttributes").GetProperty("properties");
        Assert.Equal("The machine it happened on.", attributes.GetProperty("host").GetProperty("description").GetString());
        Assert.Equal("Where an event stands.", attributes.GetProperty("status").GetProperty("description").GetString());
    }

    [Fact]
    public async Task Limits_and_names_are_shown()
    {
        var json = await JsonAsync(OpenApiSpecVersion.OpenApi3_0);
        var attributes = Schema(json, "tracker.event.v1alpha1.EventAttributes").GetProperty("properties");
        Assert.Equal(200, attributes.GetProperty("service").GetProperty("maxLength").GetInt32());
        var holders = attributes.GetProperty("stakeHolders");
        Assert.Equal((100, 200), (holders.GetProperty("maxItems").GetInt32(), holders.GetProperty("items").GetProperty("maxLength").GetInt32()));
        Assert.Equal(["TYPE_UNSPECIFIED", "deployment", "operation", "drift", "incident", "rpa_usage"],
            attributes.GetProperty("type").GetProperty("enum").EnumerateArray().Select(e => e.GetString()));
        Assert.Equal("date-time", attributes.GetProperty("startDate").GetProperty("format").GetString());
        // An answer's title has no bound of its own.
        Assert.False(Schema(json, "tracker.event.v1alpha1.Event").GetProperty("properties").GetProperty("title").TryGetProperty("maxLength", out _));
    }

    [Fact]
    public async Task Parameters_are_what_the_query_binds()
    {
        var json = await JsonAsync(OpenApiSpecVersion.OpenApi2_0);
        var parameters = json.GetProperty("paths").GetProperty("/api/v1alpha1/events/search").GetProperty("get").GetProperty("parameters").EnumerateArray().ToList();
        var services = parameters.Single(p => p.GetProperty("name").GetString() == "services");
        Assert.Equal(("query", "array", "multi"), (services.GetProperty("in").GetString(), services.GetProperty("type").GetString(), services.GetProperty("collectionFormat").GetString()));
        Assert.Equal("integer", parameters.Single(p => p.GetProperty("name").GetString() == "perPage").GetProperty("type").GetString());
        var dish = json.GetProperty("paths").GetProperty("/api/kitchen/dishes/{name}").GetProperty("get").GetProperty("parameters").EnumerateArray().Select(p => p.GetProperty("name").GetString()).ToList();
        Assert.Contains("room.inner.size", dish);
        Assert.Single(dish, "name");
    }

    [Fact]
    public async Task Swagger_2_has_body_parameters_and_definitions()
    {
        var json = await JsonAsync(OpenApiSpecVersion.OpenApi2_0);
        var create = json.GetProperty("paths").GetProperty("/api/v1alpha1/event").GetProperty("post");
        var body = Assert.Single(create.GetProperty("parameters").EnumerateArray());
        Assert.Equal("body", body.GetProperty("in").GetString());
        Assert.Equal("#/definitions/tracker.event.v1alpha1.CreateEventRequest", body.GetProperty("schema").GetProperty("$ref").GetString());
        Assert.Equal(["application/json"], create.GetProperty("consumes").EnumerateArray().Select(c => c.GetString()));
        Assert.Equal("#/definitions/google.rpc.Status", create.GetProperty("responses").GetProperty("default").GetProperty("schema").GetProperty("$ref").GetString());
        Assert.All(json.GetProperty("securityDefinitions").EnumerateObject(), scheme => Assert.Equal("apiKey", scheme.Value.GetProperty("type").GetString()));
        Assert.DoesNotContain("nullable", json.GetRawText(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Only_what_needs_credentials_asks_for_them()
    {
        var json = await JsonAsync(OpenApiSpecVersion.OpenApi3_0);
        Assert.Equal("write", json.GetProperty("paths").GetProperty("/api/v1alpha1/event").GetProperty("post").GetProperty("x-scope").GetString());
        Assert.Equal(2, json.GetProperty("paths").GetProperty("/api/v1alpha1/event").GetProperty("post").GetProperty("security").GetArrayLength());
        var fail = json.GetProperty("paths").GetProperty("/api/kitchen/fail/{code}").GetProperty("get");
        Assert.True(!fail.TryGetProperty("security", out var security) || security.GetArrayLength() == 0);
    }

    [Fact]
    public async Task What_the_document_had_stays()
    {
        var document = Document(new OpenApiPathItem { Operations = new() { [HttpMethod.Get] = new OpenApiOperation { OperationId = "mine", Responses = new() { ["200"] = new OpenApiResponse { Description = "x" } } } } });
        var text = await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_0, TestContext.Current.CancellationToken);
        var path = JsonDocument.Parse(text).RootElement.GetProperty("paths").GetProperty("/api/v1alpha1/event");
        Assert.Equal("mine", path.GetProperty("get").GetProperty("operationId").GetString());
        Assert.True(path.TryGetProperty("post", out _));
    }

    private static OpenApiDocument Document(OpenApiPathItem? existing = null)
    {
        var document = new OpenApiDocument { Info = new() { Title = "Tracker", Version = "1" }, Paths = [] };
        if (existing is not null)
            document.Paths["/api/v1alpha1/event"] = existing;
        OpenApiRoutes.AddTo(document, Methods);
        return document;
    }

    private static async Task<JsonElement> JsonAsync(OpenApiSpecVersion version) =>
        JsonDocument.Parse(await Document().SerializeAsJsonAsync(version, TestContext.Current.CancellationToken)).RootElement;

    private static JsonElement Schema(JsonElement json, string name) => json.GetProperty("components").GetProperty("schemas").GetProperty(name);

    private static IEnumerable<string> References(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().SelectMany(p => p.Name == "$ref" ? [p.Value.GetString()!] : References(p.Value)),
        JsonValueKind.Array => json.EnumerateArray().SelectMany(References),
        _ => [],
    };

    private static bool Resolves(JsonElement root, string reference)
    {
        foreach (var step in reference.Split('/').Skip(1))
        {
            if (!root.TryGetProperty(step, out root))
                return false;
        }
        return true;
    }
}
