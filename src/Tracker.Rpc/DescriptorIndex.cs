using Google.Protobuf.Reflection;

namespace Tracker.Rpc;

/// <summary>Every file, symbol and extension that is reachable from the served services.</summary>
internal sealed class DescriptorIndex
{
    private readonly Dictionary<string, FileDescriptor> _files = [];
    private readonly Dictionary<string, FileDescriptor> _symbols = [];
    private readonly Dictionary<(string Type, int Number), FileDescriptor> _extensions = [];

    public DescriptorIndex(IEnumerable<ServiceDescriptor> services)
    {
        foreach (var service in services)
            Add(service.File);
    }

    public FileDescriptor? File(string name) => _files.GetValueOrDefault(name);

    public FileDescriptor? Symbol(string name) => _symbols.GetValueOrDefault(name);

    public FileDescriptor? Extension(string type, int number) => _extensions.GetValueOrDefault((type, number));

    /// <summary>The numbers of a type's extensions; null when there is no such type.</summary>
    public IReadOnlyList<int>? ExtensionsOf(string type) =>
        _symbols.ContainsKey(type) ? [.. _extensions.Keys.Where(k => k.Type == type).Select(k => k.Number).Order()] : null;

    private void Add(FileDescriptor file)
    {
        if (!_files.TryAdd(file.Name, file))
            return;
        foreach (var service in file.Services)
        {
            _symbols[service.FullName] = file;
            foreach (var method in service.Methods)
                _symbols[method.FullName] = file;
        }
        foreach (var message in file.MessageTypes)
            Add(message);
        foreach (var type in file.EnumTypes)
            Add(type);
        foreach (var extension in file.Extensions.UnorderedExtensions)
        {
            _symbols[extension.FullName] = file;
            _extensions[(extension.ExtendeeType.FullName, extension.FieldNumber)] = file;
        }
        foreach (var imported in file.Dependencies)
            Add(imported);
    }

    private void Add(MessageDescriptor message)
    {
        _symbols[message.FullName] = message.File;
        foreach (var field in message.Fields.InDeclarationOrder())
            _symbols[field.FullName] = message.File;
        foreach (var oneof in message.Oneofs)
            _symbols[oneof.FullName] = message.File;
        foreach (var nested in message.NestedTypes)
            Add(nested);
        foreach (var type in message.EnumTypes)
            Add(type);
    }

    private void Add(EnumDescriptor type)
    {
        _symbols[type.FullName] = type.File;
        foreach (var value in type.Values)
            _symbols[value.FullName] = type.File;
    }
}
