namespace Tracker.Server.Catalog.Pages;

/// <summary>Addresses that a name leads to, besides its page.</summary>
internal static class EntryAddress
{
    public static string Edit(string name) => With("/catalog/apply", "name", name);

    public static string Events(string service) => With("/events", "service", service);

    public static string With(string path, string key, string value) => $"{path}?{key}={Uri.EscapeDataString(value)}";
}
