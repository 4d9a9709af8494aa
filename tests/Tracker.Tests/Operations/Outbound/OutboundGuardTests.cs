using System.Net;
using Tracker.Server.Operations.Outbound;

namespace Tracker.Tests.Operations.Outbound;

public sealed class OutboundGuardTests
{
    private static readonly OutboundGuard Closed = new(new());
    private static readonly OutboundGuard Opened = new(new() { Allow = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("fd00::/8")] });

    [Theory]
    [InlineData("93.184.216.34", true)]
    [InlineData("8.8.8.8", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("64:ff9b::8.8.8.8", true)]
    [InlineData("2002:808:808::1", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("0.1.2.3", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("100.100.100.200", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.255.0.9", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.0.0.192", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("198.19.0.1", false)]
    [InlineData("203.0.113.9", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("240.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:10.1.2.3", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("64:ff9b:1::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2002:a9fe:a9fe::1", false)]
    [InlineData("2001:0:4136:e378:8000:63bf:3fff:fdd2", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("ff02::1", false)]
    public void An_address_is_called_only_when_it_is_public(string address, bool allowed) =>
        Assert.Equal(allowed, Closed.Allows(IPAddress.Parse(address)));

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("fd12::1", true)]
    [InlineData("8.8.8.8", true)]
    [InlineData("10.0.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("::1", false)]
    public void What_the_operator_lists_is_allowed_and_nothing_beside_it(string address, bool allowed) =>
        Assert.Equal(allowed, Opened.Allows(IPAddress.Parse(address)));

    [Theory]
    [InlineData("https://example.org/hook?x=1", true)]
    [InlineData("http://example.org:8080", true)]
    [InlineData("", false)]
    [InlineData("example.org/hook", false)]
    [InlineData("/hook", false)]
    [InlineData("file:///etc/passwd", false)]
    [InlineData("ftp://example.org/", false)]
    [InlineData("gopher://example.org/", false)]
    [InlineData("https://user:word@example.org/", false)]
    [InlineData("http://127.0.0.1/", false)]
    [InlineData("http://2130706433/", false)]
    [InlineData("http://0x7f.1/", false)]
    [InlineData("http://[::1]/", false)]
    [InlineData("http://[::ffff:a00:1]/", false)]
    [InlineData("http://169.254.169.254/latest/meta-data", false)]
    public void An_address_is_kept_only_when_it_may_be_called(string url, bool allowed)
    {
        Assert.Equal(allowed, Closed.CheckUrl("url", url).TryGet(out _, out var failure));
        if (!allowed) Assert.StartsWith("url", failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_leads_home_is_refused()
    {
        var refused = await Assert.ThrowsAsync<OutboundRefusedException>(() => Closed.ResolveAsync("localhost", TestContext.Current.CancellationToken));
        Assert.Contains("TRACKER_OUTBOUND_ALLOW", refused.Message);
        Assert.NotEmpty(await Opened.ResolveAsync("localhost", TestContext.Current.CancellationToken));
    }
}
