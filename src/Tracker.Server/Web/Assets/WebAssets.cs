using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;

namespace Tracker.Server.Web.Assets;

/// <summary>
/// The files of wwwroot, embedded in the assembly. Their addresses hold one hash over all of them as a folder, so they
/// may be cached for ever and a module's relative imports stay inside the same version.
/// </summary>
public sealed class WebAssets
{
    private const string Prefix = "wwwroot/";

    private readonly FrozenDictionary<string, Asset> _files;

    public WebAssets()
    {
        var assembly = typeof(WebAssets).Assembly;
        var types = new FileExtensionContentTypeProvider();
        var files = new Dictionary<string, Asset>(StringComparer.Ordinal);
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            all.AppendData(content);
            var type = types.TryGetContentType(name, out var known) ? known : "application/octet-stream";
            files[name[Prefix.Length..]] = new(content, type.StartsWith("text/", StringComparison.Ordinal) ? type + "; charset=utf-8" : type);
        }
        _files = files.ToFrozenDictionary(StringComparer.Ordinal);
        Version = Convert.ToHexStringLower(all.GetHashAndReset().AsSpan(0, 6));
    }

    public string Version { get; }

    /// <summary>A file as text, for what must carry it inside.</summary>
    public string Text(string file) => System.Text.Encoding.UTF8.GetString(_files[file].Content);

    public string Href(string file) => _files.ContainsKey(file)
        ? $"/assets/{Version}/{file}"
        : throw new ArgumentException($"wwwroot has no file '{file}'; it has {string.Join(", ", _files.Keys.Order())}", nameof(file));

    /// <summary>
    /// A replica of the version before or after may be asked for another hash during an upgrade: it answers with what it
    /// has, and nobody may keep that.
    /// </summary>
    internal IResult Get(HttpContext http, string version, string file)
    {
        if (!_files.TryGetValue(file, out var asset)) return Results.NotFound();
        http.Response.Headers.CacheControl = version == Version ? "public, max-age=31536000, immutable" : "no-cache";
        return Results.Bytes(asset.Content, asset.ContentType);
    }

    private sealed record Asset(byte[] Content, string ContentType);
}
