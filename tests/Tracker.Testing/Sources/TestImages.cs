using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Tracker.Testing.Sources;

/// <summary>Pushes the smallest images there are: a configuration and no layers.</summary>
public sealed class TestImages(Uri registry, AuthenticationHeaderValue? authorization = null) : IDisposable
{
    private const string Manifest = "application/vnd.oci.image.manifest.v1+json";
    private const string Index = "application/vnd.oci.image.index.v1+json";
    private const string Config = "application/vnd.oci.image.config.v1+json";

    private readonly HttpClient _http = new() { BaseAddress = registry, DefaultRequestHeaders = { Authorization = authorization } };

    /// <summary>Another content is another digest; a tag that is there is moved.</summary>
    /// <returns>The manifest's digest.</returns>
    public async Task<string> PushAsync(string repository, string tag, string content = "first") => (await PushManifestAsync(repository, tag, content)).Digest;

    /// <summary>An image for two architectures.</summary>
    /// <returns>The digest of the index, which stands for both.</returns>
    public async Task<string> PushIndexAsync(string repository, string tag, string content = "first")
    {
        var images = new List<object>();
        foreach (var architecture in new[] { "amd64", "arm64" })
        {
            var (digest, size) = await PushManifestAsync(repository, $"{tag}-{architecture}", content + architecture);
            images.Add(new { mediaType = Manifest, size, digest, platform = new { architecture, os = "linux" } });
        }

        return await PutAsync(repository, tag, Index, JsonSerializer.SerializeToUtf8Bytes(new { schemaVersion = 2, mediaType = Index, manifests = images }));
    }

    public void Dispose() => _http.Dispose();

    private async Task<(string Digest, int Size)> PushManifestAsync(string repository, string tag, string content)
    {
        var config = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { architecture = "amd64", os = "linux", author = content, rootfs = new { type = "layers", diff_ids = Array.Empty<string>() } }));
        await PushBlobAsync(repository, config);
        var manifest = new { schemaVersion = 2, mediaType = Manifest, config = new { mediaType = Config, size = config.Length, digest = DigestOf(config) }, layers = Array.Empty<object>() };
        var bytes = JsonSerializer.SerializeToUtf8Bytes(manifest);
        return (await PutAsync(repository, tag, Manifest, bytes), bytes.Length);
    }

    private async Task PushBlobAsync(string repository, byte[] blob)
    {
        using var begun = await _http.PostAsync(new Uri($"v2/{repository}/blobs/uploads/", UriKind.Relative), null);
        begun.EnsureSuccessStatusCode();
        var to = new Uri(registry, begun.Headers.Location!);
        using var content = new ByteArrayContent(blob) { Headers = { ContentType = new("application/octet-stream") } };
        using var done = await _http.PutAsync(new Uri($"{to}{(to.Query.Length > 0 ? "&" : "?")}digest={DigestOf(blob)}"), content);
        done.EnsureSuccessStatusCode();
    }

    private async Task<string> PutAsync(string repository, string tag, string type, byte[] manifest)
    {
        using var content = new ByteArrayContent(manifest) { Headers = { ContentType = new(type) } };
        using var response = await _http.PutAsync(new Uri($"v2/{repository}/manifests/{tag}", UriKind.Relative), content);
        if (!response.IsSuccessStatusCode) throw new InvalidOperationException($"{tag}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return DigestOf(manifest);
    }

    private static string DigestOf(byte[] content) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(content));
}
