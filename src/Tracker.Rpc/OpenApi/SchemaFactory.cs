using System.Text.Json.Nodes;
using Google.Protobuf.Reflection;
using Microsoft.OpenApi;
using Tracker.Protocol.Api;
using Tracker.Rpc.Json;

namespace Tracker.Rpc.OpenApi;

/// <summary>
/// Describes messages and fields as schemas. Only what OpenAPI 2.0 and 3.x both know is used, because the document is
/// published as both.
/// </summary>
internal sealed class SchemaFactory(OpenApiDocument document, ProtoComments comments)
{
    private readonly HashSet<MessageDescriptor> _requests = [];

    /// <summary>Default bounds are shown for what callers send; answers keep only declared ones.</summary>
    public void AddRequest(MessageDescriptor type)
    {
        if (!_requests.Add(type))
            return;
        foreach (var field in type.Fields.InDeclarationOrder().Where(f => f.FieldType == FieldType.Message))
            AddRequest(field.MessageType);
    }

    public IOpenApiSchema Message(MessageDescriptor type)
    {
        var id = type.FullName;
        if (document.Components?.Schemas?.ContainsKey(id) != true)
        {
            var schema = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = comments.Of(type),
                Properties = new Dictionary<string, IOpenApiSchema>(),
            };
            // Known before its fields are described, because messages may contain themselves.
            document.AddComponent(id, schema);
            foreach (var field in type.Fields.InDeclarationOrder())
                schema.Properties[field.JsonName] = Field(field);
        }
        return new OpenApiSchemaReference(id, document);
    }

    /// <summary>A field in a body.</summary>
    public IOpenApiSchema Field(FieldDescriptor field)
    {
        var isMessage = field.FieldType == FieldType.Message && !field.IsMap && !WellKnown.IsWellKnown(field.MessageType);
        if (isMessage && !field.IsRepeated)
            return Message(field.MessageType);
        var schema = isMessage ? Array(field, Message(field.MessageType)) : Inline(field);
        schema.Description = Describe(field);
        return schema;
    }

    /// <summary>A field's comment, or that of the enum it holds.</summary>
    public string? Describe(FieldDescriptor field) =>
        comments.Of(field) ?? (field.FieldType == FieldType.Enum ? comments.Of(field.EnumType) : null);

    /// <summary>A field that is no message, as a parameter or property.</summary>
    public OpenApiSchema Inline(FieldDescriptor field)
    {
        if (field.IsMap)
        {
            var value = field.MessageType.Fields[2];
            return new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                AdditionalProperties = value.FieldType == FieldType.Message && !WellKnown.IsWellKnown(value.MessageType)
                    ? Message(value.MessageType)
                    : Single(value, field),
                MaxProperties = IsBounded(field) ? MessageLimits.MaxItems(field) : null,
            };
        }
        var single = Single(field, field);
        return field.IsRepeated ? Array(field, single) : single;
    }

    private OpenApiSchema Array(FieldDescriptor field, IOpenApiSchema items) =>
        new() { Type = JsonSchemaType.Array, Items = items, MaxItems = IsBounded(field) ? MessageLimits.MaxItems(field) : null };

    private OpenApiSchema Single(FieldDescriptor field, FieldDescriptor limited) => field.FieldType switch
    {
        FieldType.String => Text(limited),
        FieldType.Bytes => Of(JsonSchemaType.String, "byte"),
        FieldType.Bool => Of(JsonSchemaType.Boolean),
        FieldType.Double => Of(JsonSchemaType.Number, "double"),
        FieldType.Float => Of(JsonSchemaType.Number, "float"),
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => Of(JsonSchemaType.Integer, "int32"),
        FieldType.UInt32 or FieldType.Fixed32 => Unsigned(),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => Of(JsonSchemaType.String, "int64"),
        FieldType.UInt64 or FieldType.Fixed64 => Of(JsonSchemaType.String, "uint64"),
        FieldType.Enum => Enum(field.EnumType),
        _ when WellKnown.IsWrapper(field.MessageType) => Single(field.MessageType.Fields[1], limited),
        _ => WellKnownSchema(field.MessageType),
    };

    private static OpenApiSchema WellKnownSchema(MessageDescriptor type) => type.Name switch
    {
        "Timestamp" => Of(JsonSchemaType.String, "date-time"),
        "Duration" => new OpenApiSchema { Type = JsonSchemaType.String, Pattern = @"^-?[0-9]{1,12}(\.[0-9]{1,9})?s$" },
        "Struct" => Of(JsonSchemaType.Object),
        "ListValue" => new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema() },
        "Value" => new OpenApiSchema(),
        _ => Of(JsonSchemaType.String),
    };

    private OpenApiSchema Text(FieldDescriptor field) =>
        new() { Type = JsonSchemaType.String, MaxLength = IsBounded(field) ? MessageLimits.MaxLength(field) : null };

    private static OpenApiSchema Unsigned()
    {
        var schema = Of(JsonSchemaType.Integer, "int64");
        schema.Minimum = "0";
        return schema;
    }

    private static OpenApiSchema Enum(EnumDescriptor type) => new()
    {
        Type = JsonSchemaType.String,
        Enum = [.. type.Values.Select(v => (JsonNode)v.Name)],
    };

    private static OpenApiSchema Of(JsonSchemaType type, string? format = null) => new() { Type = type, Format = format };

    private bool IsBounded(FieldDescriptor field) =>
        _requests.Contains(field.ContainingType) || field.GetOptions()?.GetExtension(OptionsExtensions.Limits) is not null;
}
