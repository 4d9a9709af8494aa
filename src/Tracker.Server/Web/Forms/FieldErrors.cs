namespace Tracker.Server.Web.Forms;

/// <summary>What is wrong with a posted form, by the names of its fields; an empty name is about the form as a whole.</summary>
public sealed class FieldErrors
{
    private readonly List<KeyValuePair<string, string>> _all = [];

    public bool Any => _all.Count > 0;

    public IReadOnlyList<KeyValuePair<string, string>> All => _all;

    /// <summary>The first message for a field, or null.</summary>
    public string? this[string field] => _all.Find(error => error.Key == field).Value;

    public void Add(string field, string message) => _all.Add(new(field, message));

    /// <summary>The id of a field's control, so that the summary can link to it.</summary>
    public static string IdOf(string field) => "f-" + field.Replace('.', '-');
}
