using System.Text.Encodings.Web;
using System.Text;
using System.Text.Json;

namespace Tracker.Cli.Output;

/// <summary>Writes what the server answered in the form that was asked for.</summary>
internal sealed class Printer(string form, TextWriter output, bool colours)
{
    public const string Table = "table";
    public const string Json = "json";
    public const string Yaml = "yaml";

    // Letters of all languages stay readable; control characters are escaped whatever the encoder.
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private bool IsTable => form == Table;

    /// <summary>Whether the output is a terminal that may show colours.</summary>
    public static bool MayColour() =>
        !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") != "dumb";

    /// <summary>Rows below each other, by columns.</summary>
    public void Rows(IReadOnlyList<JsonElement> rows, IReadOnlyList<Column> columns)
    {
        if (IsTable)
        {
            TextTable.Write(output, rows, columns, colours);
            return;
        }

        Structured(json =>
        {
            json.WriteStartArray();
            foreach (var row in rows) row.WriteTo(json);
            json.WriteEndArray();
        });
    }

    /// <summary>An answer of which a table shows the rows.</summary>
    public void Report(JsonElement answer, string rows, IReadOnlyList<Column> columns) => Report(answer, answer.GetProperty(rows).EnumerateArray(), columns);

    /// <summary>An answer that a table shows in rows of its own.</summary>
    public void Report(JsonElement answer, IEnumerable<JsonElement> rows, IReadOnlyList<Column> columns)
    {
        if (IsTable) TextTable.Write(output, [.. rows], columns, colours);
        else Structured(answer.WriteTo);
    }

    /// <summary>One thing, a line for each field that has a value.</summary>
    public void Fields(JsonElement thing, IReadOnlyList<Column> fields)
    {
        if (IsTable) TextTable.WriteFields(output, thing, fields, colours);
        else Structured(thing.WriteTo);
    }

    /// <summary>A sentence for people; programs get the answer itself.</summary>
    public void Said(string sentence, JsonElement answer)
    {
        if (IsTable) output.WriteLine(PlainText.Of(sentence));
        else Structured(answer.WriteTo);
    }

    /// <summary>A further line for people alone.</summary>
    public void Note(string sentence)
    {
        if (IsTable) output.WriteLine(PlainText.Of(sentence));
    }

    /// <summary>One answer of many, as they come: a line of a table, a line of JSON, a document of YAML.</summary>
    public void Next(JsonElement row, IReadOnlyList<Column> columns)
    {
        if (IsTable) TextTable.WriteLine(output, row, columns, colours);
        else if (form == Json) output.WriteLine(TextOf(row.WriteTo, new JsonWriterOptions { Encoder = Indented.Encoder }));
        else output.Write("---\n" + YamlText.Of(row));
        output.Flush();
    }

    private void Structured(Action<Utf8JsonWriter> write)
    {
        var json = TextOf(write, Indented);
        if (form == Json) output.WriteLine(json);
        else output.Write(YamlText.Of(JsonDocument.Parse(json).RootElement));
    }

    private static string TextOf(Action<Utf8JsonWriter> write, JsonWriterOptions options)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, options)) write(json);
        return Encoding.UTF8.GetString(memory.GetBuffer().AsSpan(0, (int)memory.Length));
    }
}
