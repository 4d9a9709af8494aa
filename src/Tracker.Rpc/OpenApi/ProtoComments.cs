using System.Reflection;
using Google.Protobuf.Collections;
using Google.Protobuf.Reflection;

namespace Tracker.Rpc.OpenApi;

/// <summary>The comments of .proto files by full name, from the descriptor set embedded in the assembly of their messages.</summary>
internal sealed class ProtoComments
{
    private const string Resource = "tracker.protoset";
    private readonly Dictionary<string, string> _comments = [];

    public ProtoComments(IEnumerable<Assembly> assemblies)
    {
        foreach (var assembly in assemblies.Distinct())
        {
            using var stored = assembly.GetManifestResourceStream(Resource);
            if (stored is null)
                continue;
            foreach (var file in FileDescriptorSet.Parser.ParseFrom(stored).File)
                Add(file);
        }
    }

    /// <summary>The whole comment; null when there is none.</summary>
    public string? Of(IDescriptor descriptor) => _comments.GetValueOrDefault(descriptor.FullName);

    /// <summary>The first sentence, without its point.</summary>
    public string? Summary(IDescriptor descriptor)
    {
        if (Of(descriptor) is not { } comment)
            return null;
        var end = comment.IndexOf(". ", StringComparison.Ordinal);
        var line = comment.IndexOf('\n', StringComparison.Ordinal);
        if (line >= 0 && (end < 0 || line < end))
            end = line;
        return (end < 0 ? comment : comment[..end]).TrimEnd('.');
    }

    private void Add(FileDescriptorProto file)
    {
        foreach (var location in file.SourceCodeInfo.Location)
        {
            var text = location.HasLeadingComments ? location.LeadingComments : location.TrailingComments;
            if (text.Length > 0 && Name(file, location.Path) is { } name)
                _comments[name] = Unwrap(text);
        }
    }

    // A path walks the file's descriptor by field number and index: 4, 0, 2, 1 is the second field of the first message.
    private static string? Name(FileDescriptorProto file, RepeatedField<int> path)
    {
        if (path.Count < 2 || path.Count % 2 != 0)
            return null;
        return (path[0], path.Count) switch
        {
            (FileDescriptorProto.MessageTypeFieldNumber, _) => Message(file.MessageType[path[1]], $"{file.Package}.", path, 2),
            (FileDescriptorProto.EnumTypeFieldNumber, 2) => $"{file.Package}.{file.EnumType[path[1]].Name}",
            (FileDescriptorProto.ServiceFieldNumber, 2) => $"{file.Package}.{file.Service[path[1]].Name}",
            (FileDescriptorProto.ServiceFieldNumber, 4) when path[2] == ServiceDescriptorProto.MethodFieldNumber =>
                $"{file.Package}.{file.Service[path[1]].Name}.{file.Service[path[1]].Method[path[3]].Name}",
            _ => null,
        };
    }

    private static string? Message(DescriptorProto message, string prefix, RepeatedField<int> path, int at)
    {
        var name = prefix + message.Name;
        if (at == path.Count)
            return name;
        var isLast = at + 2 == path.Count;
        return path[at] switch
        {
            DescriptorProto.FieldFieldNumber when isLast => $"{name}.{message.Field[path[at + 1]].Name}",
            DescriptorProto.EnumTypeFieldNumber when isLast => $"{name}.{message.EnumType[path[at + 1]].Name}",
            DescriptorProto.NestedTypeFieldNumber => Message(message.NestedType[path[at + 1]], name + ".", path, at + 2),
            _ => null,
        };
    }

    // Comments are wrapped at the editor's margin; only an empty line starts a paragraph.
    private static string Unwrap(string comment)
    {
        var paragraphs = comment.Trim().Split("\n\n").Select(p => string.Join(' ', p.Split('\n', StringSplitOptions.TrimEntries)));
        return string.Join("\n\n", paragraphs.Select(p => p.Trim()));
    }
}
