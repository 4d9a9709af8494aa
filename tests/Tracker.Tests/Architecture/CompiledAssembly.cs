using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Tracker.Tests.Architecture;

/// <summary>A type uses another: in its declaration, a member's signature, a local variable or an instruction.</summary>
internal sealed record TypeUse(string User, string Used, string Where);

/// <summary>A literal text in a method's instructions or a constant.</summary>
internal sealed record TextUse(string User, string Text, string Where);

/// <summary>
/// Reads what the types of an assembly use from its metadata and instructions. Types that are nested in another, those the
/// compiler makes for lambdas, iterators and async methods among them, count as the outermost one.
/// </summary>
internal sealed partial class CompiledAssembly : IDisposable
{
    private readonly PEReader _file;
    private readonly MetadataReader _reader;
    private readonly Lazy<IReadOnlySet<string>> _types;

    public CompiledAssembly(string path)
    {
        _file = new PEReader(File.OpenRead(path));
        _reader = _file.GetMetadataReader();
        _types = new(Types);
    }

    public IReadOnlySet<string> Types() =>
        _reader.TypeDefinitions.Select(handle => NamedTypes.NameOf(_reader, handle)).ToHashSet();

    /// <summary>The types that carry an attribute of this name.</summary>
    public IReadOnlySet<string> TypesWith(string attribute) =>
        _reader.TypeDefinitions
            .Where(handle => Attributes(_reader.GetTypeDefinition(handle).GetCustomAttributes()).Contains(attribute))
            .Select(handle => NamedTypes.NameOf(_reader, handle))
            .ToHashSet();

    /// <summary>The base types of each type, nearest first, as far as this assembly tells.</summary>
    public IReadOnlyDictionary<string, string[]> BaseTypes()
    {
        var bases = _reader.TypeDefinitions
            .Select(_reader.GetTypeDefinition)
            .Where(type => type.GetDeclaringType().IsNil && !type.BaseType.IsNil)
            .ToDictionary(FullName, type => TypeNames(type.BaseType).First());
        return bases.Keys.ToDictionary(name => name, name => Chain(name).ToArray());

        IEnumerable<string> Chain(string name)
        {
            for (var at = name; bases.TryGetValue(at, out var next); at = next)
            {
                yield return next;
            }
        }
    }

    public IEnumerable<TypeUse> TypeUses() =>
        from handle in _reader.TypeDefinitions
        let user = NamedTypes.NameOf(_reader, handle)
        from use in UsesOf(_reader.GetTypeDefinition(handle))
        where use.Name != user
        select new TypeUse(user, use.Name, use.Where);

    public IEnumerable<TextUse> TextUses()
    {
        foreach (var handle in _reader.TypeDefinitions)
        {
            var user = NamedTypes.NameOf(_reader, handle);
            var type = _reader.GetTypeDefinition(handle);
            foreach (var method in type.GetMethods().Select(_reader.GetMethodDefinition))
            {
                foreach (var text in Tokens(method).Where(t => t.Kind == HandleKind.UserString))
                {
                    yield return new TextUse(user, _reader.GetUserString((UserStringHandle)text), _reader.GetString(method.Name));
                }
            }
            foreach (var field in type.GetFields().Select(_reader.GetFieldDefinition).Where(f => !f.GetDefaultValue().IsNil))
            {
                var constant = _reader.GetConstant(field.GetDefaultValue());
                if (constant.TypeCode == ConstantTypeCode.String)
                {
                    var text = (string?)_reader.GetBlobReader(constant.Value).ReadConstant(constant.TypeCode);
                    yield return new TextUse(user, text ?? "", _reader.GetString(field.Name));
                }
            }
        }
    }

    public void Dispose() => _file.Dispose();

    private IEnumerable<(string Name, string Where)> UsesOf(TypeDefinition type)
    {
        const string declaration = "its declaration";
        var declared = TypeNames(type.BaseType).AsEnumerable()
            .Concat(type.GetInterfaceImplementations().SelectMany(i => TypeNames(_reader.GetInterfaceImplementation(i).Interface)))
            .Concat(Attributes(type.GetCustomAttributes()))
            .Concat(Constraints(type.GetGenericParameters()));
        foreach (var name in declared)
        {
            yield return (name, declaration);
        }
        foreach (var field in type.GetFields().Select(_reader.GetFieldDefinition))
        {
            foreach (var name in field.DecodeSignature(NamedTypes.Provider, null).Concat(Attributes(field.GetCustomAttributes())))
            {
                yield return (name, "field " + _reader.GetString(field.Name));
            }
        }
        foreach (var property in type.GetProperties().Select(_reader.GetPropertyDefinition))
        {
            foreach (var name in Attributes(property.GetCustomAttributes()))
            {
                yield return (name, "property " + _reader.GetString(property.Name));
            }
        }
        foreach (var method in type.GetMethods().Select(_reader.GetMethodDefinition))
        {
            foreach (var name in UsesOf(method))
            {
                yield return (name, "method " + _reader.GetString(method.Name));
            }
        }
    }

    private IEnumerable<string> UsesOf(MethodDefinition method)
    {
        var signature = method.DecodeSignature(NamedTypes.Provider, null);
        var names = NamesIn(signature)
            .Concat(Attributes(method.GetCustomAttributes()))
            .Concat(method.GetParameters().SelectMany(p => Attributes(_reader.GetParameter(p).GetCustomAttributes())))
            .Concat(Constraints(method.GetGenericParameters()));
        if (Body(method) is { } body)
        {
            names = names
                .Concat(body.ExceptionRegions.SelectMany(region => TypeNames(region.CatchType)))
                .Concat(Locals(body))
                .Concat(IlReader.Tokens(body).SelectMany(NamesOf));
        }
        return names;
    }

    private IEnumerable<Handle> Tokens(MethodDefinition method) => Body(method) is { } body ? IlReader.Tokens(body) : [];

    private MethodBodyBlock? Body(MethodDefinition method) =>
        method.RelativeVirtualAddress == 0 ? null : _file.GetMethodBody(method.RelativeVirtualAddress);

    private ImmutableArray<string> Locals(MethodBodyBlock body) => body.LocalSignature.IsNil
        ? []
        : [.. _reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(NamedTypes.Provider, null).SelectMany(t => t)];

    // What one instruction names: the member's declaring type, and every type in its signature.
    private IEnumerable<string> NamesOf(Handle token) => token.Kind switch
    {
        HandleKind.TypeDefinition or HandleKind.TypeReference or HandleKind.TypeSpecification => TypeNames((EntityHandle)token),
        HandleKind.MethodDefinition => NamesOf(_reader.GetMethodDefinition((MethodDefinitionHandle)token)),
        HandleKind.FieldDefinition => NamesOf(_reader.GetFieldDefinition((FieldDefinitionHandle)token)),
        HandleKind.MemberReference => NamesOf(_reader.GetMemberReference((MemberReferenceHandle)token)),
        HandleKind.MethodSpecification => NamesOf(_reader.GetMethodSpecification((MethodSpecificationHandle)token)),
        _ => [],
    };

    private IEnumerable<string> NamesOf(MethodDefinition method) =>
        NamesIn(method.DecodeSignature(NamedTypes.Provider, null)).Append(NamedTypes.NameOf(_reader, method.GetDeclaringType()));

    private IEnumerable<string> NamesOf(FieldDefinition field) =>
        field.DecodeSignature(NamedTypes.Provider, null).Append(NamedTypes.NameOf(_reader, field.GetDeclaringType()));

    private IEnumerable<string> NamesOf(MemberReference member) => TypeNames(member.Parent).Concat(
        member.GetKind() == MemberReferenceKind.Field
            ? member.DecodeFieldSignature(NamedTypes.Provider, null)
            : NamesIn(member.DecodeMethodSignature(NamedTypes.Provider, null)));

    private IEnumerable<string> NamesOf(MethodSpecification generic) =>
        NamesOf(generic.Method).Concat(generic.DecodeSignature(NamedTypes.Provider, null).SelectMany(t => t));

    private static IEnumerable<string> NamesIn(MethodSignature<ImmutableArray<string>> signature) =>
        signature.ReturnType.Concat(signature.ParameterTypes.SelectMany(t => t));

    private ImmutableArray<string> TypeNames(EntityHandle handle) => handle.IsNil ? [] : handle.Kind switch
    {
        HandleKind.TypeDefinition => [NamedTypes.NameOf(_reader, (TypeDefinitionHandle)handle)],
        HandleKind.TypeReference => [NamedTypes.NameOf(_reader, (TypeReferenceHandle)handle)],
        HandleKind.TypeSpecification => _reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(NamedTypes.Provider, null),
        HandleKind.MethodDefinition => [NamedTypes.NameOf(_reader, _reader.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType())],
        _ => [],
    };

    private IEnumerable<string> Constraints(GenericParameterHandleCollection parameters) =>
        from parameter in parameters
        from constraint in _reader.GetGenericParameter(parameter).GetConstraints()
        from name in TypeNames(_reader.GetGenericParameterConstraint(constraint).Type)
        select name;

    private IEnumerable<string> Attributes(CustomAttributeHandleCollection attributes)
    {
        foreach (var attribute in attributes.Select(_reader.GetCustomAttribute))
        {
            foreach (var name in NamesOf(attribute.Constructor))
            {
                yield return name;
            }
            // typeof(X) among the arguments is kept as text, as is all else that could name a type. Reading the arguments
            // one by one would need the definition of every enum in them, which stands in other assemblies.
            foreach (var name in NamesIn(Encoding.UTF8.GetString(_reader.GetBlobBytes(attribute.Value))))
            {
                yield return name;
            }
        }
    }

    // The byte before a text is its length, which may happen to be a letter.
    private IEnumerable<string> NamesIn(string text) => text.Contains('.', StringComparison.Ordinal)
        ? DottedName().Matches(text).SelectMany(match => new[] { match.Value, match.Value[1..] }).Where(_types.Value.Contains)
        : [];

    [GeneratedRegex(@"[\w.]+")]
    private static partial Regex DottedName();

    private string FullName(TypeDefinition type)
    {
        var prefix = _reader.GetString(type.Namespace);
        return prefix.Length == 0 ? _reader.GetString(type.Name) : prefix + "." + _reader.GetString(type.Name);
    }
}
