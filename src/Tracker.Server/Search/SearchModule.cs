using Tracker.Protocol.Searches;
using Tracker.Server.Operations;
using Tracker.Server.Search.Pages;
using Tracker.Server.Web;

namespace Tracker.Server.Search;

/// <summary>One search over all modules.</summary>
public static class SearchModule
{
    public static void AddSearch(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SearchService>();
        builder.Services.AddSingleton<SearchRpc>();
        builder.Services.AddSingleton<ISearchable, PageSearch>();
        builder.Services.AddSingleton(new SearchBox("/search", "q", "Search everything…"));
    }

    public static void MapSearch(this WebApplication app) => app.MapRpcService<SearchRpc>(SearchReflection.Descriptor.Services[0]);
}
