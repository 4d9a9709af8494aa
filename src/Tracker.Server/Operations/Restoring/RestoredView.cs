using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Tracker.Server.Operations.Restoring;

/// <summary>What became of a record of another server.</summary>
public sealed record RestoredView(
    [property: JsonPropertyName("outcome"), Description("stored, there (it is the same one already), or refused.")] string Outcome,
    [property: JsonPropertyName("detail"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail = null)
{
    public static RestoredView Stored { get; } = new("stored");

    public static RestoredView There { get; } = new("there");

    public static RestoredView Refused(Failure failure) => new("refused", failure.Message);
}
