using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Google.Protobuf.Reflection;
using Microsoft.OpenApi;
using Tracker.Rpc.Json;
using Tracker.Rpc.Rest;
using Scope = Tracker.Protocol.Api.Scope;

namespace Tracker.Rpc.OpenApi;

/// <summary>Describes the REST routes of RPC methods in an OpenAPI document, in the words of their .proto comments.</summary>
public static partial class OpenApiRoutes
{
    private const string Json = "application/json";
    private const string StatusId = "google.rpc.Status";
    private const int MaxQueryDepth = 3;

    /// <summary>Adds paths, schemas, tags and security schemes; what the document has already, stays.</summary>
    public static void AddTo(OpenApiDocument document, IEnumerable<RpcMethod> methods)
    {
        ArgumentNullException.ThrowIfNull(document);
        var all = methods.ToList();
        var comments = new ProtoComments(all.Select(m => m.Descriptor.InputType.ClrType.Assembly));
        var schemas = new SchemaFactory(document, comments);
        foreach (var method in all)
            schemas.AddRequest(method.Descriptor.InputType);
        document.Paths ??= [];
        AddStatus(document);
        AddSecuritySchemes(document);
        foreach (var method in all)
        {
            foreach (var (index, route) in HttpRoute.Of(method).Index())
                AddOperation(document, method, route, index, schemas, comments);
        }
    }

    private static void AddOperation(OpenApiDocument document, RpcMethod method, HttpRoute route, int index, SchemaFactory schemas, ProtoComments comments)
    {
        var path = PathOf(document, route);
        if (!document.Paths.TryGetValue(path, out var existing) || existing is not OpenApiPathItem item)
            document.Paths[path] = item = new OpenApiPathItem();
        var names = PathParameter().Matches(path).Select(m => m.Groups[1].Value).ToList();
        item.Operations ??= [];
        item.Operations[HttpMethod.Parse(route.Verb)] = new OpenApiOperation
        {
            OperationId = $"{method.Descriptor.Service.Name}_{method.Descriptor.Name}{(index == 0 ? "" : index + 1)}",
            Summary = comments.Summary(method.Descriptor),
            Description = comments.Of(method.Descriptor),
            Tags = new HashSet<OpenApiTagReference> { Tag(document, method.Descriptor.Service, comments) },
            Parameters = [.. Parameters(method.Descriptor.InputType, route, names, schemas)],
            RequestBody = route.HasBody ? Body(method.Descriptor.InputType, route, schemas) : null,
            Responses = Responses(document, method.Descriptor, schemas),
            Security = Security(document, method.Scope),
            Extensions = new Dictionary<string, IOpenApiExtension> { ["x-scope"] = new JsonNodeExtension(JsonValue.Create(ScopeName(method.Scope))!) },
        };
    }

    // Two paths that differ in the names of their parameters only are the same path to OpenAPI: the first one's names stay.
    private static string PathOf(OpenApiDocument document, HttpRoute route)
    {
        var path = route.Template.Replace("=**}", "}", StringComparison.Ordinal);
        var signature = PathParameter().Replace(path, "{}");
        return document.Paths.Keys.FirstOrDefault(known => PathParameter().Replace(known, "{}") == signature) ?? path;
    }

    private static IEnumerable<IOpenApiParameter> Parameters(MessageDescriptor input, HttpRoute route, List<string> pathNames, SchemaFactory schemas)
    {
        foreach (var (path, name) in route.PathFields.Zip(pathNames))
            yield return Parameter(path.Field, name, ParameterLocation.Path, schemas);
        if (!route.HasQuery)
            yield break;
        foreach (var (name, field) in QueryFields(input, "", "", route, 0))
            yield return Parameter(field, name, ParameterLocation.Query, schemas);
    }

    private static IEnumerable<(string Name, FieldDescriptor Field)> QueryFields(MessageDescriptor type, string prefix, string protoPrefix, HttpRoute route, int depth)
    {
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            var name = protoPrefix + field.Name;
            if (field.IsMap || depth == 0 && field == route.BodyField || route.PathFields.Exists(p => p.Name == name))
                continue;
            if (field.FieldType != FieldType.Message || WellKnown.IsWellKnown(field.MessageType) && !IsStructure(field.MessageType))
                yield return (prefix + field.JsonName, field);
            else if (!field.IsRepeated && depth < MaxQueryDepth && !IsStructure(field.MessageType))
            {
                foreach (var inner in QueryFields(field.MessageType, prefix + field.JsonName + ".", name + ".", route, depth + 1))
                    yield return inner;
            }
        }
    }

    private static bool IsStructure(MessageDescriptor type) => type.FullName is "google.protobuf.Struct" or "google.protobuf.Value" or "google.protobuf.ListValue";

    private static OpenApiParameter Parameter(FieldDescriptor field, string name, ParameterLocation where, SchemaFactory schemas)
    {
        var isList = field.IsRepeated;
        return new OpenApiParameter
        {
            Name = name,
            In = where,
            Required = where == ParameterLocation.Path,
            Description = schemas.Describe(field),
            Schema = schemas.Inline(field),
            Style = isList ? ParameterStyle.Form : null,
            Explode = isList,
        };
    }

    private static OpenApiRequestBody Body(MessageDescriptor input, HttpRoute route, SchemaFactory schemas) => new()
    {
        Required = true,
        Content = new Dictionary<string, OpenApiMediaType>
        {
            [Json] = new OpenApiMediaType { Schema = route.BodyField is { } field ? schemas.Field(field) : schemas.Message(input) },
        },
    };

    private static OpenApiResponses Responses(OpenApiDocument document, MethodDescriptor method, SchemaFactory schemas) => new()
    {
        ["200"] = new OpenApiResponse
        {
            Description = method.IsServerStreaming ? "A line of JSON for each message: {\"result\": …}." : "Done.",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [method.IsServerStreaming ? "application/x-ndjson" : Json] = new OpenApiMediaType { Schema = schemas.Message(method.OutputType) },
            },
        },
        ["default"] = new OpenApiResponse
        {
            Description = "What went wrong.",
            Content = new Dictionary<string, OpenApiMediaType> { [Json] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(StatusId, document) } },
        },
    };

    private static OpenApiTagReference Tag(OpenApiDocument document, ServiceDescriptor service, ProtoComments comments)
    {
        document.Tags ??= new HashSet<OpenApiTag>();
        if (!document.Tags.Any(t => t.Name == service.Name))
            document.Tags.Add(new OpenApiTag { Name = service.Name, Description = comments.Of(service) });
        return new OpenApiTagReference(service.Name, document);
    }

    private static List<OpenApiSecurityRequirement> Security(OpenApiDocument document, Scope scope) => scope == Scope.Anonymous
        ? []
        :
        [
            new() { [new OpenApiSecuritySchemeReference("apiKey", document)] = [] },
            new() { [new OpenApiSecuritySchemeReference("bearer", document)] = [] },
        ];

    private static string ScopeName(Scope scope) => scope.ToString().ToLowerInvariant();

    private static void AddStatus(OpenApiDocument document) => document.AddComponent(StatusId, new OpenApiSchema
    {
        Type = JsonSchemaType.Object,
        Description = "What went wrong with a call.",
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["code"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "The gRPC status code." },
            ["message"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "What is wrong, naming the field." },
            ["details"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.Object } },
        },
    });

    // OpenAPI 2.0 knows no bearer scheme, so the token is described as the header that it is.
    private static void AddSecuritySchemes(OpenApiDocument document)
    {
        AddHeader("apiKey", "X-API-KEY", "An API key.");
        AddHeader("bearer", "Authorization", "Bearer, a space, and a token or API key.");

        void AddHeader(string id, string header, string description)
        {
            if (document.Components?.SecuritySchemes?.ContainsKey(id) != true)
            {
                document.AddComponent<IOpenApiSecurityScheme>(id, new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.ApiKey,
                    In = ParameterLocation.Header,
                    Name = header,
                    Description = description,
                });
            }
        }
    }

    [GeneratedRegex(@"\{([^}]+)\}")]
    private static partial Regex PathParameter();
}
