using System.Text.Json;
using System.Text.RegularExpressions;
using Tracker.Server.Events.Views;
using Tracker.Server.Operations;
using Tracker.Server.Web;
using Tracker.Server.Web.Forms;

namespace Tracker.Server.Events.Pages;

/// <summary>What the event forms have in common: reading a post, and telling a failure beside the field it names.</summary>
internal static partial class EventFormPost
{
    public const string Key = "idempotency_key";
    public const string Original = "original";

    public static EventFormValues Read(IFormCollection form) => EventFormValues.Posted(path => form[path]);

    /// <summary>What the form showed at first; empty where it cannot be read.</summary>
    public static EventFormValues ReadOriginal(IFormCollection form)
    {
        try
        {
            return new(JsonSerializer.Deserialize<Dictionary<string, string>>(form[Original].ToString()) ?? []);
        }
        catch (JsonException)
        {
            // Somebody changed it by hand: then everything counts as changed.
            return new(new Dictionary<string, string>());
        }
    }

    public static string WriteOriginal(EventFormValues values) => JsonSerializer.Serialize(values.Texts);

    public static bool ReadTime(ViewerTime viewer, string text, out DateTimeOffset at) => LocalTime.TryRead(viewer, text, out at);

    /// <summary>Adds the failure beside the field that it names, in a person's words.</summary>
    public static void Add(this FieldErrors errors, Failure failure)
    {
        if (failure.HttpStatus == StatusCodes.Status422UnprocessableEntity)
        {
            errors.Add("", "This form was sent before, with other values. Open it anew to send these.");
            return;
        }

        var path = FieldPath().Match(failure.Message) is { Success: true } match && EventFormValues.Paths.Contains(match.Value) ? match.Value : "";
        errors.Add(path, InWords(failure.Message));
    }

    /// <summary>A message of the contract with its paths as the form's labels: "attributes.end_date is before attributes.start_date."</summary>
    internal static string InWords(string message) => FieldPath().Replace(message, match =>
    {
        var name = EventWords.Field(match.Value.Split('.')[^1]);
        return match.Index == 0 ? name : name.ToLowerInvariant();
    });

    [GeneratedRegex(@"\b(?:attributes|links)\.[a-z_]+|^(?:title|slack_id|entry\.comment)\b")]
    private static partial Regex FieldPath();
}
