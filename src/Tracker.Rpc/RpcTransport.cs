namespace Tracker.Rpc;

public enum RpcTransport
{
    Grpc,
    Rest,
}

/// <summary>Endpoint metadata: the endpoint serves this method over this transport.</summary>
public sealed record RpcEndpoint(RpcMethod Method, RpcTransport Transport);
