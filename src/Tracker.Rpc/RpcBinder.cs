using System.Reflection;
using System.Runtime.CompilerServices;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Tracker.Protocol.Api;

namespace Tracker.Rpc;

/// <summary>Turns the methods of a service class into delegates over IMessage; nothing is reflected on during a call.</summary>
internal static class RpcBinder<TService> where TService : class
{
    private const BindingFlags Private = BindingFlags.Static | BindingFlags.NonPublic;

    public static RpcMethod Bind(MethodDescriptor method)
    {
        var scope = method.GetOptions()?.GetExtension(OptionsExtensions.Scope) ?? Scope.Unspecified;
        if (scope == Scope.Unspecified)
            throw new InvalidOperationException($"{method.FullName} declares no scope: add option (tracker.api.v1.scope).");
        var (shape, input, output) = (method.IsClientStreaming, method.IsServerStreaming) switch
        {
            (false, false) => (nameof(Unary), method.InputType.ClrType, typeof(Task<>)),
            (false, true) => (nameof(ServerStream), method.InputType.ClrType, typeof(IAsyncEnumerable<>)),
            (true, false) => (nameof(ClientStream), typeof(IAsyncEnumerable<>).MakeGenericType(method.InputType.ClrType), typeof(Task<>)),
            (true, true) => (nameof(Duplex), typeof(IAsyncEnumerable<>).MakeGenericType(method.InputType.ClrType), typeof(IAsyncEnumerable<>)),
        };
        var target = Find(method, input, output.MakeGenericType(method.OutputType.ClrType));
        return (RpcMethod)typeof(RpcBinder<TService>).GetMethod(shape, Private)!
            .MakeGenericMethod(method.InputType.ClrType, method.OutputType.ClrType)
            .Invoke(null, [method, scope, target])!;
    }

    private static MethodInfo Find(MethodDescriptor method, Type input, Type output)
    {
        var named = typeof(TService).GetMethods().Where(m => m.Name == method.Name).ToList();
        var fitting = named.Find(m => !m.IsStatic && m.ReturnType == output
            && m.GetParameters() is [var first, var second] && first.ParameterType == input && second.ParameterType == typeof(CallContext));
        if (fitting is not null)
            return fitting;
        var wanted = $"public {Show(output)} {method.Name}({Show(input)}, {nameof(CallContext)})";
        throw new InvalidOperationException(named.Count == 0
            ? $"{typeof(TService)} does not implement {method.FullName}: it needs {wanted}."
            : $"{typeof(TService)}.{method.Name} has the wrong signature for {method.FullName}: it must be {wanted}.");
    }

    private static string Show(Type type) =>
        type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`')]}<{Show(type.GetGenericArguments()[0])}>" : type.Name;

    private static TService Service(CallContext call) => call.HttpContext.RequestServices.GetRequiredService<TService>();

    private static RpcMethod Unary<TIn, TOut>(MethodDescriptor method, Scope scope, MethodInfo target) where TOut : IMessage
    {
        var invoke = target.CreateDelegate<Func<TService, TIn, CallContext, Task<TOut>>>();
        return new RpcMethod(method, scope)
        {
            Unary = (call, request) =>
            {
                var task = invoke(Service(call), (TIn)request, call);
                return task.IsCompletedSuccessfully ? new ValueTask<IMessage>(task.Result) : Await(task);
            },
        };
    }

    private static async ValueTask<IMessage> Await<TOut>(Task<TOut> task) where TOut : IMessage => await task;

    private static RpcMethod ServerStream<TIn, TOut>(MethodDescriptor method, Scope scope, MethodInfo target) where TOut : class, IMessage
    {
        var invoke = target.CreateDelegate<Func<TService, TIn, CallContext, IAsyncEnumerable<TOut>>>();
        return new RpcMethod(method, scope) { Stream = Run };

        async IAsyncEnumerable<IMessage> Run(CallContext call, IAsyncEnumerable<IMessage> requests)
        {
            IMessage? request = null;
            await foreach (var one in requests)
                request = request is null ? one : throw new RpcException(RpcCode.Internal, "More than one request message.");
            if (request is null)
                throw new RpcException(RpcCode.Internal, "No request message.");
            await foreach (var response in invoke(Service(call), (TIn)request, call).WithCancellation(call.Cancellation))
                yield return response;
        }
    }

    private static RpcMethod ClientStream<TIn, TOut>(MethodDescriptor method, Scope scope, MethodInfo target) where TOut : IMessage
    {
        var invoke = target.CreateDelegate<Func<TService, IAsyncEnumerable<TIn>, CallContext, Task<TOut>>>();
        return new RpcMethod(method, scope) { Stream = Run };

        async IAsyncEnumerable<IMessage> Run(CallContext call, IAsyncEnumerable<IMessage> requests)
        {
            yield return await invoke(Service(call), Typed<TIn>(requests), call);
        }
    }

    private static RpcMethod Duplex<TIn, TOut>(MethodDescriptor method, Scope scope, MethodInfo target) where TOut : class, IMessage
    {
        var invoke = target.CreateDelegate<Func<TService, IAsyncEnumerable<TIn>, CallContext, IAsyncEnumerable<TOut>>>();
        return new RpcMethod(method, scope) { Stream = Run };

        async IAsyncEnumerable<IMessage> Run(CallContext call, IAsyncEnumerable<IMessage> requests)
        {
            await foreach (var response in invoke(Service(call), Typed<TIn>(requests), call).WithCancellation(call.Cancellation))
                yield return response;
        }
    }

    private static async IAsyncEnumerable<T> Typed<T>(
        IAsyncEnumerable<IMessage> messages, [EnumeratorCancellation] CancellationToken ct = default)
    {
        await foreach (var message in messages.WithCancellation(ct))
            yield return (T)message;
    }
}
