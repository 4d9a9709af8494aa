using System.Text;
using System.Text.RegularExpressions;

namespace Tracker.Tests.Docs;

/// <summary>A code block that the tests run: where it starts, what it says, what its output must hold.</summary>
internal sealed record RunnableBlock(int Line, string Code, IReadOnlyList<string> Expected);

/// <summary>
/// The runnable code blocks of a Markdown file. A comment right above a block says that it is one, one comment per line
/// of what must be in its output:
/// <code>
/// &lt;!-- run --&gt;
/// &lt;!-- expect: "status": "success" --&gt;
/// ```bash
/// </code>
/// All blocks of a file run in one shell, in order, so a later one may use a variable that an earlier one set.
/// </summary>
internal static partial class RunnableDocument
{
    private const string Fence = "```";

    public static IReadOnlyList<RunnableBlock> Read(string path) => Parse(File.ReadAllLines(path), path);

    public static IReadOnlyList<RunnableBlock> Parse(IReadOnlyList<string> lines, string path)
    {
        var blocks = new List<RunnableBlock>();
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Trim() != "<!-- run -->")
            {
                continue;
            }
            var start = i + 1;
            var expected = new List<string>();
            while (start < lines.Count && Expectation().Match(lines[start]) is { Success: true } match)
            {
                expected.Add(match.Groups[1].Value);
                start++;
            }
            if (start >= lines.Count || lines[start].Trim() is not (Fence + "bash" or Fence + "sh"))
            {
                throw new FormatException($"{path}:{i + 1}: a bash code block must follow the run comment.");
            }
            var end = start + 1;
            while (end < lines.Count && lines[end].Trim() != Fence)
            {
                end++;
            }
            if (end == lines.Count)
            {
                throw new FormatException($"{path}:{start + 1}: the code block has no end.");
            }
            blocks.Add(new RunnableBlock(start + 2, string.Join('\n', lines.Skip(start + 1).Take(end - start - 1)), expected));
            i = end;
        }
        return blocks;
    }

    /// <summary>
    /// One script of all blocks, which stops at the first that fails. The documents' addresses are replaced by those of a
    /// server under test; a mark in the output tells whose output begins.
    /// </summary>
    public static string ToScript(IEnumerable<RunnableBlock> blocks, Uri http, Uri grpc, Uri metrics)
    {
        var script = new StringBuilder("set -euo pipefail\n");
        foreach (var block in blocks)
        {
            var code = block.Code
                .Replace("localhost:8080", http.Authority, StringComparison.Ordinal)
                .Replace("localhost:8765", grpc.Authority, StringComparison.Ordinal)
                .Replace("localhost:8081", metrics.Authority, StringComparison.Ordinal);
            script.Append("printf '\\n").Append(Mark(block)).Append("\\n'\n").Append(code).Append('\n');
        }
        return script.ToString();
    }

    /// <summary>What each block printed, white space folded so that the layout of JSON does not matter.</summary>
    public static IReadOnlyDictionary<RunnableBlock, string> Outputs(IReadOnlyList<RunnableBlock> blocks, string output)
    {
        var parts = blocks.ToDictionary(b => b, _ => "");
        foreach (var block in blocks)
        {
            var begin = output.IndexOf(Mark(block), StringComparison.Ordinal);
            if (begin >= 0)
            {
                begin += Mark(block).Length;
                var end = output.IndexOf("== block at line ", begin, StringComparison.Ordinal);
                parts[block] = Folded(output[begin..(end < 0 ? output.Length : end)]);
            }
        }
        return parts;
    }

    public static string Folded(string text) => JsonSpace().Replace(text, "");

    private static string Mark(RunnableBlock block) => $"== block at line {block.Line} ==";

    [GeneratedRegex("^\\s*<!-- expect: (.+) -->\\s*$")]
    private static partial Regex Expectation();

    [GeneratedRegex("\\s+")]
    private static partial Regex JsonSpace();
}
