using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Tracker.Server.Operations;

/// <summary>Where the server really listens: a port of 0 has become one.</summary>
public sealed record Addresses(string Http, string Grpc, string Metrics, DatagramAddress Datagrams)
{
    private const string FileName = "addresses.json";

    public static Addresses Of(WebApplication app)
    {
        // In the order in which the listeners were opened.
        var bound = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToArray();
        return new(Reachable(bound[0]), Reachable(bound[1]), Reachable(bound[2]), app.Services.GetRequiredService<DatagramAddress>());
    }

    /// <summary>Writes them where a script that started the server on free ports can read them.</summary>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, FileName);
        File.WriteAllText(path + ".new", JsonSerializer.Serialize(new { Http, Grpc, Metrics, Udp = Datagrams.Bound?.ToString() }, JsonSerializerOptions.Web));
        File.Move(path + ".new", path, overwrite: true);
    }

    public string Banner() =>
        $"""

          Tracker is up.
            Pages      {Http}/
            REST       {Http}/api/v1alpha1/   described at {Http}/docs
            gRPC       {Grpc.Replace("http://", "")}
            Metrics    {Metrics}/metrics
            Timelines  {(Datagrams.Bound is { } udp ? $"udp {udp}   {Datagrams.Reach}" : "no datagrams (UDP_PORT is off)")}

        """;

    private static string Reachable(string address) => address.Replace("0.0.0.0", "127.0.0.1").Replace("[::]", "[::1]");
}

/// <summary>Where datagrams are taken, and who can reach it; told by the module that takes them.</summary>
[ModuleService]
public sealed class DatagramAddress
{
    /// <summary>Null when there is none.</summary>
    public IPEndPoint? Bound { get; private set; }

    public string Reach { get; private set; } = "";

    public void Set(IPEndPoint bound, string reach) => (Bound, Reach) = (bound, reach);
}
