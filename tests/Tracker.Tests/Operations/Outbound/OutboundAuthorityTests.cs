using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Tracker.Server;
using Tracker.Server.Operations;
using Tracker.Server.Operations.Outbound;
using Tracker.Testing;

namespace Tracker.Tests.Operations.Outbound;

/// <summary>Servers whose certificates an authority of one's own has signed.</summary>
public sealed class OutboundAuthorityTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_authority_of_ones_own_is_believed_for_the_names_it_signed()
    {
        using var authority = OwnAuthority.Create();
        await File.WriteAllTextAsync(_folder.PathOf("ca.pem"), authority.ExportCertificatePem());
        var options = OutboundOptions.From(Load(_folder.PathOf("ca.pem")));
        using var signed = OwnAuthority.Sign(authority, "127.0.0.1");
        using var misnamed = OwnAuthority.Sign(authority, "192.0.2.1");
        using var client = new OutboundClient(new(options), TimeProvider.System, options.Authorities);
        using var plain = new OutboundClient(new(options), TimeProvider.System);

        Assert.Equal("fine", await AskAsync(client, signed));
        await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync(plain, signed));
        await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync(client, misnamed));
        using var stranger = OwnAuthority.Create();
        using var strange = OwnAuthority.Sign(stranger, "127.0.0.1");
        await Assert.ThrowsAsync<HttpRequestException>(() => AskAsync(client, strange));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("-----BEGIN CERTIFICATE-----\nbm8=\n-----END CERTIFICATE-----\n")]
    public void A_file_without_certificates_stops_the_start(string? content)
    {
        if (content is not null) File.WriteAllText(_folder.PathOf("ca.pem"), content);
        var e = Assert.Throws<SettingsException>(() => Load(_folder.PathOf("ca.pem")));
        Assert.Contains("TRACKER_OUTBOUND_CA", e.Message);
        Assert.Contains("PEM file", e.Message);
    }

    private Settings Load(string file) => Settings.Load(
        [], new Dictionary<string, string> { ["TRACKER_OUTBOUND_CA"] = file, ["TRACKER_OUTBOUND_ALLOW"] = "127.0.0.0/8" }, _folder.FullPath, TrackerServer.KnownSettings);

    private static async Task<string> AskAsync(OutboundClient client, X509Certificate2 certificate)
    {
        await using var server = await LoopbackServer.StartAsync(http => http.Response.WriteAsync("fine"), certificate);
        var answer = await client.SendAsync(server.Url, url => new(HttpMethod.Get, url), 100, TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        return answer.Body;
    }
}
