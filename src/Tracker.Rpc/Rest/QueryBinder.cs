using Google.Protobuf;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Http;

namespace Tracker.Rpc.Rest;

/// <summary>Binds query parameters to the fields that neither path nor body took. Unknown names are ignored.</summary>
internal static class QueryBinder
{
    public static void Bind(IMessage request, IQueryCollection query, HttpRoute route)
    {
        foreach (var (name, values) in query)
        {
            if (FieldPath.Find(request.Descriptor, name) is not { } path || path.First == route.BodyField || route.PathFields.Contains(path))
                continue;
            foreach (var value in values)
            {
                // Forms send their empty inputs too: ?type=&service=shop.
                if (string.IsNullOrEmpty(value) && !IsText(path.Field))
                    continue;
                path.Set(request, value ?? "");
            }
        }
    }

    private static bool IsText(FieldDescriptor field) =>
        field.FieldType is FieldType.String or FieldType.Bytes
        || field.FieldType == FieldType.Message && field.MessageType.FullName is "google.protobuf.StringValue" or "google.protobuf.BytesValue";
}
