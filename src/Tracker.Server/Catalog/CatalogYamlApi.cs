using System.Net.Http.Headers;
using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;
using Tracker.Protocol.Catalogs;
using Tracker.Rpc;
using Tracker.Rpc.Json;
using Tracker.Server.Access;
using Tracker.Server.Catalog.Yaml;
using Tracker.Server.Operations;

using Scope = Tracker.Protocol.Api.Scope;

namespace Tracker.Server.Catalog;

/// <summary>The catalog as YAML, in and out, as it is: not wrapped in JSON.</summary>
internal static class CatalogYamlApi
{
    private static readonly string[] Taken = ["application/yaml", "application/x-yaml", "text/yaml", "text/x-yaml", MediaTypeNames.Text.Plain];

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static void Map(WebApplication app)
    {
        app.MapPost("/api/v1alpha1/catalog/apply", ApplyAsync)
            .WithMetadata(Sibling(app, nameof(CatalogRpc.ApplyCatalog)), new ScopeRequirement(Scope.Write))
            .WithTags("CatalogService")
            .WithName("CatalogService_ApplyYaml")
            .WithSummary("Creates or updates the entries that the YAML in the body declares.")
            .WithDescription("One or more documents, at most 1000 entries: an entry's fields by their names, or Backstage's catalog-info. All of it is stored or nothing; what is so already is not written. dry_run=true only tells what would happen.")
            .AddOpenApiOperationTransformer((operation, _, _) =>
            {
                operation.RequestBody = new OpenApiRequestBody
                {
                    Required = true,
                    Content = Taken.ToDictionary(t => t, _ => new OpenApiMediaType { Schema = new OpenApiSchema { Type = JsonSchemaType.String } }),
                };
                return Task.CompletedTask;
            });
        app.MapGet("/api/v1alpha1/catalog.yaml", ExportAsync)
            .WithMetadata(Sibling(app, nameof(CatalogRpc.GetCatalog)), new ScopeRequirement(Scope.Read))
            .WithTags("CatalogService")
            .WithName("CatalogService_ExportYaml")
            .WithSummary("The entry of that name, or all of them, as YAML that can be applied again.")
            .Produces<string>(200, "application/yaml");
    }

    /// <summary>The method that does the same in JSON: access is refused in the words of its errors.</summary>
    private static RpcMethod Sibling(WebApplication app, string name) => app.Services.GetRequiredService<ServedMethods>().All
        .Single(m => m.Descriptor.Service == CatalogReflection.Descriptor.Services[0] && m.Descriptor.Name == name);

    private static async Task ApplyAsync(HttpContext http, CatalogApply apply, [FromQuery(Name = "dry_run")] string? dry)
    {
        var wish = dry ?? http.Request.Query["dryRun"].FirstOrDefault() ?? "false";
        if (wish is not ("true" or "false" or "1" or "0"))
        {
            await RefuseAsync(http, Failure.Invalid($"dry_run may be true or false, not \"{wish}\"."));
            return;
        }

        var text = await ReadAsync(http);
        var done = text.TryGet(out var yaml, out var failure)
            ? await apply.ApplyAsync(yaml, wish is "true" or "1", Caller.Of(http), http.RequestAborted)
            : failure;
        if (!done.TryGet(out var answer, out failure))
        {
            await RefuseAsync(http, failure);
            return;
        }

        await Results.Text(ProtoJsonWriter.ToJson(answer), MediaTypeNames.Application.Json).ExecuteAsync(http);
    }

    private static async Task<Outcome<string>> ReadAsync(HttpContext http)
    {
        var type = MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var parsed) ? parsed.MediaType : null;
        if (type is null || !Taken.Contains(type, StringComparer.OrdinalIgnoreCase))
        {
            return Failure.Invalid($"Content-Type must be one of {string.Join(", ", Taken)}.") with { HttpStatus = StatusCodes.Status415UnsupportedMediaType };
        }

        using var body = new MemoryStream();
        var buffer = new byte[81920];
        while (await http.Request.Body.ReadAsync(buffer, http.RequestAborted) is > 0 and var read)
        {
            if (body.Length + read > CatalogApply.MaxLength)
            {
                return new Failure(RpcCode.ResourceExhausted, $"The YAML may have at most {CatalogApply.MaxLength} bytes.") { HttpStatus = StatusCodes.Status413PayloadTooLarge };
            }

            body.Write(buffer, 0, read);
        }

        try
        {
            return Strict.GetString(body.GetBuffer(), 0, (int)body.Length).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return Failure.Invalid("The YAML must be encoded in UTF-8.");
        }
    }

    private static async Task ExportAsync(HttpContext http, CatalogReader reader, CatalogService catalog, string? name)
    {
        using var yaml = new CatalogYaml();
        if (name is not null)
        {
            if (!(await catalog.GetAsync(name, http.RequestAborted)).TryGet(out var entry, out var failure))
            {
                await RefuseAsync(http, failure);
                return;
            }

            yaml.Write(entry);
        }

        http.Response.ContentType = "application/yaml; charset=utf-8";
        if (name is null)
        {
            await foreach (var entry in reader.AllAsync(http.RequestAborted))
            {
                yaml.Write(entry);
                await http.Response.WriteAsync(yaml.Take(), http.RequestAborted);
            }
        }

        await http.Response.WriteAsync(yaml.Take(), http.RequestAborted);
    }

    private static Task RefuseAsync(HttpContext http, Failure failure) => RpcError.WriteAsync(http, failure.Code, failure.Message, failure.HttpStatus);
}
