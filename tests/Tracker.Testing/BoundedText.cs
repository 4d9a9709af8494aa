using System.Text;

namespace Tracker.Testing;

/// <summary>The newest lines of a program's output, at most about a million characters of them.</summary>
internal sealed class BoundedText
{
    private const int Capacity = 1_000_000;

    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();

    public void AppendLine(string? line)
    {
        // null is how the reader says that the stream has ended.
        if (line is null)
        {
            return;
        }
        lock (_gate)
        {
            _text.Append(line).Append('\n');
            if (_text.Length > Capacity * 2)
            {
                _text.Remove(0, _text.Length - Capacity);
            }
        }
    }

    public override string ToString()
    {
        lock (_gate)
        {
            return _text.ToString();
        }
    }
}
