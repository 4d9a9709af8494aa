using System.Globalization;
using System.Text.RegularExpressions;
using Tracker.Protocol.Locks;
using Tracker.Server.Locks.Freezes;
using Tracker.Server.Web;
using Tracker.Server.Web.Components;

namespace Tracker.Server.Locks.Pages;

/// <summary>Freeze windows in a person's words.</summary>
internal static partial class FreezeText
{
    public static (string Word, Tone Tone) State(FreezeWindow w) => w switch
    {
        { Active: true } => ("In force", Tone.Warning),
        { NextStart: not null } => ("To come", Tone.Active),
        _ => ("Over", Tone.Neutral),
    };

    public static string Service(string service) => service == FreezeRules.Any ? "Every service" : service;

    public static string Environment(string environment) => environment == FreezeRules.Any ? "Every environment" : environment;

    public static string Lasts(FreezeWindow w) => DurationText.Of(TimeSpan.FromSeconds(w.DurationSeconds));

    /// <summary>From when to when in the viewer's zone; the day once where it is one.</summary>
    public static string Span(FreezeSpan span, ViewerTime viewer)
    {
        var (from, to) = (viewer.Local(span.Start), viewer.Local(span.End));
        var year = from.Year == viewer.Today.Year && to.Year == from.Year ? "" : " yyyy";
        var end = from.Date == to.Date ? "HH:mm" : $"ddd d MMM{year} HH:mm";
        return $"{from.ToString($"ddd d MMM{year} HH:mm", CultureInfo.InvariantCulture)} – {to.ToString(end, CultureInfo.InvariantCulture)}";
    }

    /// <summary>A message of the API with its field names as the form's labels.</summary>
    public static string InWords(string message)
    {
        var words = FieldNames().Replace(message, m => m.Value switch
        {
            "duration_seconds" => "how long it lasts",
            "starts_at" => "the start",
            "ends_at" => "the end",
            _ => "the time zone",
        });
        return char.ToUpperInvariant(words[0]) + words[1..];
    }

    [GeneratedRegex(@"\b(?:duration_seconds|starts_at|ends_at)\b|^zone\b")]
    private static partial Regex FieldNames();
}
