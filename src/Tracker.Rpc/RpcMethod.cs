using Google.Protobuf;
using Google.Protobuf.Reflection;
using Tracker.Protocol.Api;

namespace Tracker.Rpc;

internal delegate ValueTask<IMessage> UnaryHandler(CallContext call, IMessage request);

internal delegate IAsyncEnumerable<IMessage> StreamHandler(CallContext call, IAsyncEnumerable<IMessage> requests);

/// <summary>A method of a service descriptor, bound to the code that serves it.</summary>
public sealed class RpcMethod
{
    internal RpcMethod(MethodDescriptor descriptor, Scope scope)
    {
        Descriptor = descriptor;
        Scope = scope;
        ServiceName = descriptor.Service.FullName;
        Limits = MessageLimits.Of(descriptor.InputType);
    }

    public MethodDescriptor Descriptor { get; }

    /// <summary>What a caller must be allowed to do.</summary>
    public Scope Scope { get; }

    /// <summary>The service's name on the wire: the descriptor's, or that of an alias.</summary>
    public string ServiceName { get; private init; }

    public string FullName => field ??= $"{ServiceName}/{Descriptor.Name}";

    public bool IsStreaming => Descriptor.IsClientStreaming || Descriptor.IsServerStreaming;

    /// <summary>Set on methods with one request and one response.</summary>
    internal UnaryHandler? Unary { get; init; }

    /// <summary>Set on methods that stream on either side.</summary>
    internal StreamHandler? Stream { get; init; }

    internal MessageLimits Limits { get; }

    /// <summary>
    /// Binds every method of <paramref name="service"/> to the public method of the same name of <typeparamref name="TService"/>,
    /// which is taken from the services of each call. A missing method, a wrong signature or an undeclared scope throws.
    /// </summary>
    public static IReadOnlyList<RpcMethod> Bind<TService>(ServiceDescriptor service) where TService : class =>
        [.. service.Methods.Select(RpcBinder<TService>.Bind)];

    /// <summary>The same method under another service name (v1alpha of what is now v1).</summary>
    public RpcMethod As(string serviceName) => new(Descriptor, Scope) { ServiceName = serviceName, Unary = Unary, Stream = Stream };

    public override string ToString() => FullName;
}
