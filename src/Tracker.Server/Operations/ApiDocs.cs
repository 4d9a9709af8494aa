using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerUI;
using Tracker.Rpc;
using Tracker.Rpc.OpenApi;

namespace Tracker.Server.Operations;

/// <summary>The description of every route, RPC and other, as OpenAPI 2.0 and 3.x, and Swagger UI over it, offline.</summary>
public static class ApiDocs
{
    private const string Document = "v1";

    public static void AddApiDocs(this IServiceCollection services) => services.AddOpenApi(Document, options =>
        options.AddDocumentTransformer((document, context, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "Tracker",
                Version = typeof(ApiDocs).Assembly.GetName().Version!.ToString(3),
                Description = "What is it up to, what changed, what should have happened, what did it take, who holds it, what goes where next?",
                License = new OpenApiLicense { Name = "Apache-2.0", Identifier = null, Url = new Uri("https://www.apache.org/licenses/LICENSE-2.0") },
            };
            // The server that answered is the one to call.
            document.Servers?.Clear();
            OpenApiRoutes.AddTo(document, context.ApplicationServices.GetRequiredService<ServedMethods>().All);
            return Task.CompletedTask;
        }));

    public static void MapApiDocs(this WebApplication app)
    {
        Map("/swagger.json", OpenApiSpecVersion.OpenApi2_0);
        Map("/openapi.json", OpenApiSpecVersion.OpenApi3_1);

        void Map(string path, OpenApiSpecVersion version) =>
            app.MapGet(path, async ([FromKeyedServices(Document)] IOpenApiDocumentProvider provider, HttpContext http) =>
            {
                var document = await provider.GetOpenApiDocumentAsync(http.RequestAborted);
                var text = await document.SerializeAsJsonAsync(version, http.RequestAborted);
                return Results.Text(text, "application/json; charset=utf-8");
            }).WithMetadata(new ScopeRequirement(Protocol.Api.Scope.Anonymous)).ExcludeFromDescription();
    }

    public static void UseSwagger(this WebApplication app)
    {
        // Swagger UI styles its elements one by one; its scripts are files all the same.
        app.UseWhen(
            http => http.Request.Path.StartsWithSegments("/docs") && http.ListenerOf() == Listener.Http,
            docs => docs.Use((http, next) =>
            {
                http.Response.Headers.ContentSecurityPolicy =
                    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'";
                return next(http);
            }).UseSwaggerUI(ui =>
            {
                ui.RoutePrefix = "docs";
                ui.DocumentTitle = "Tracker API";
                ui.SwaggerEndpoint("/openapi.json", "Tracker");
                // Modules first: all operations at once take a browser longer than anybody waits.
                ui.DocExpansion(DocExpansion.None);
                ui.DefaultModelsExpandDepth(0);
                ui.EnableDeepLinking();
                ui.EnableFilter();
            }));
    }
}
