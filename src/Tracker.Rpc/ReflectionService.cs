using Google.Protobuf.Reflection;
using Tracker.Protocol.Reflection;
using Asked = Tracker.Protocol.Reflection.ServerReflectionRequest.MessageRequestOneofCase;

namespace Tracker.Rpc;

/// <summary>Tells clients such as grpcurl what the server serves: grpc.reflection.v1, and v1alpha by the same messages.</summary>
public sealed class ReflectionService
{
    private readonly DescriptorIndex _index;
    private readonly string[] _services;

    /// <param name="services">The services to tell of, in the order to list them.</param>
    public ReflectionService(IEnumerable<ServiceDescriptor> services)
    {
        var served = services.Distinct().ToList();
        _index = new DescriptorIndex(served);
        _services = [.. served.Select(s => s.FullName)];
    }

    public static ServiceDescriptor Descriptor => ReflectionReflection.Descriptor.Services[0];

    public static IReadOnlyList<RpcMethod> Methods { get; } =
    [
        .. RpcMethod.Bind<ReflectionService>(Descriptor),
        .. RpcMethod.Bind<ReflectionService>(Descriptor).Select(m => m.As("grpc.reflection.v1alpha.ServerReflection")),
    ];

    public async IAsyncEnumerable<ServerReflectionResponse> ServerReflectionInfo(IAsyncEnumerable<ServerReflectionRequest> requests, CallContext call)
    {
        await foreach (var request in requests.WithCancellation(call.Cancellation))
        {
            var response = Answer(request);
            response.ValidHost = request.Host;
            response.OriginalRequest = request;
            yield return response;
        }
    }

    private ServerReflectionResponse Answer(ServerReflectionRequest request) => request.MessageRequestCase switch
    {
        Asked.ListServices => new()
        {
            ListServicesResponse = new() { Service = { _services.Select(name => new ServiceResponse { Name = name }) } },
        },
        Asked.FileByFilename => Files(_index.File(request.FileByFilename), request.FileByFilename),
        Asked.FileContainingSymbol => Files(_index.Symbol(request.FileContainingSymbol), request.FileContainingSymbol),
        Asked.FileContainingExtension => Extension(request.FileContainingExtension),
        Asked.AllExtensionNumbersOfType => Extensions(request.AllExtensionNumbersOfType),
        _ => Error(RpcCode.InvalidArgument, "The request asks nothing."),
    };

    private ServerReflectionResponse Extension(ExtensionRequest request) => Files(
        _index.Extension(request.ContainingType, request.ExtensionNumber), $"Extension {request.ExtensionNumber} of {request.ContainingType}");

    private ServerReflectionResponse Extensions(string type) => _index.ExtensionsOf(type) is { } numbers
        ? new() { AllExtensionNumbersResponse = new() { BaseTypeName = type, ExtensionNumber = { numbers } } }
        : NotFound(type);

    /// <summary>The file asked for first, then everything that it imports, so that one answer is enough.</summary>
    private static ServerReflectionResponse Files(FileDescriptor? file, string asked)
    {
        if (file is null)
            return NotFound(asked);
        var response = new FileDescriptorResponse();
        var seen = new HashSet<string>();
        Add(file);
        return new() { FileDescriptorResponse = response };

        void Add(FileDescriptor next)
        {
            if (!seen.Add(next.Name))
                return;
            response.FileDescriptorProto.Add(next.SerializedData);
            foreach (var imported in next.Dependencies)
                Add(imported);
        }
    }

    private static ServerReflectionResponse NotFound(string asked) => Error(RpcCode.NotFound, $"{asked} is not served here.");

    private static ServerReflectionResponse Error(RpcCode code, string message) =>
        new() { ErrorResponse = new() { ErrorCode = (int)code, ErrorMessage = message } };
}
