using System.Runtime.CompilerServices;
using System.Text;
using Google.Protobuf.Reflection;

namespace Tracker.Rpc.Json;

/// <summary>Where a reader stands, so that an error can name its field; and which fields it has seen, when asked.</summary>
internal struct JsonReadState
{
    public const int MaxDepth = 64;
    private const int MaxQuoted = 60;

    private Steps _steps;
    private int _depth;

    /// <summary>Collects the paths of the leaves present, in proto spelling; null when nobody asks.</summary>
    public List<string>? Present { get; set; }

    public void Push(FieldDescriptor field) => _steps[_depth++] = new Step { Field = field, Index = -1 };

    public void Pop() => _depth--;

    public void At(int index) => _steps[_depth - 1].Index = index;

    public void At(string key) => _steps[_depth - 1].Key = key;

    public readonly RpcException Fail(string what)
    {
        var path = Path();
        return new RpcException(RpcCode.InvalidArgument, path.Length == 0 ? $"The body {what}." : $"{path}: {what}.");
    }

    public readonly void AddPresent() => Present?.Add(Path());

    public static string Quote(string text) => text.Length <= MaxQuoted ? $"'{text}'" : $"'{text.AsSpan(0, MaxQuoted)}…'";

    private readonly string Path()
    {
        var path = new StringBuilder();
        for (var i = 0; i < _depth; i++)
        {
            var step = _steps[i];
            path.Append(i == 0 ? "" : ".").Append(step.Field.Name);
            if (step.Key is { } key)
                path.Append('[').Append(key.Length > MaxQuoted ? key[..MaxQuoted] : key).Append(']');
            else if (step.Index >= 0)
                path.Append('[').Append(step.Index).Append(']');
        }
        return path.ToString();
    }

    private struct Step
    {
        public FieldDescriptor Field;
        public string? Key;
        public int Index;
    }

    [InlineArray(MaxDepth + 2)]
    private struct Steps
    {
        private Step _first;
    }
}
