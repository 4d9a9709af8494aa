using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Locks;
using Tracker.Server.Operations;
using Tracker.Server.Web;
using Tracker.Server.Web.Forms;

namespace Tracker.Server.Locks.Pages;

/// <summary>What the form of a freeze window holds, as texts.</summary>
public sealed record FreezeFormValues
{
    public const string Repeated = "repeated";
    public const string OnceOnly = "once";

    private static readonly (string Unit, uint Seconds)[] Units = [("days", 86_400), ("hours", 3_600), ("minutes", 60), ("seconds", 1)];

    public string Reason { get; init; } = "";

    public string Service { get; init; } = "*";

    public string Environment { get; init; } = "*";

    /// <summary>Whether it comes again and again, or once: fields of the other kind do not count.</summary>
    public string Kind { get; init; } = Repeated;

    public string Cron { get; init; } = "";

    public string Lasts { get; init; } = "";

    public string Unit { get; init; } = "hours";

    public string Zone { get; init; } = "";

    public string StartsAt { get; init; } = "";

    public string EndsAt { get; init; } = "";

    public static FreezeFormValues Of(FreezeWindow w, ViewerTime viewer)
    {
        var values = new FreezeFormValues { Reason = w.Reason, Service = w.Service, Environment = w.Environment, Zone = viewer.Zone.Id };
        if (w.Cron.Length == 0)
        {
            return values with
            {
                Kind = OnceOnly,
                StartsAt = LocalTime.Write(viewer, w.StartsAt.ToDateTimeOffset())!,
                EndsAt = LocalTime.Write(viewer, w.EndsAt.ToDateTimeOffset())!,
            };
        }

        var (unit, seconds) = Units.First(u => w.DurationSeconds % u.Seconds == 0);
        return values with { Cron = w.Cron, Zone = w.Zone, Lasts = (w.DurationSeconds / seconds).ToString(CultureInfo.InvariantCulture), Unit = unit };
    }

    public static FreezeFormValues Read(IFormCollection form)
    {
        return new()
        {
            Reason = Text("reason"),
            Service = Text("service"),
            Environment = Text("environment"),
            Kind = Text("kind") == OnceOnly ? OnceOnly : Repeated,
            Cron = Text("cron"),
            Lasts = Text("duration_seconds"),
            Unit = Text("unit"),
            Zone = Text("zone"),
            StartsAt = Text("starts_at"),
            EndsAt = Text("ends_at"),
        };

        string Text(string name) => form[name].ToString().ReplaceLineEndings("\n").Trim();
    }

    /// <summary>The request, as far as the texts can be read; what cannot is told beside its field.</summary>
    public CreateFreezeWindowRequest ToRequest(ViewerTime viewer, FieldErrors errors)
    {
        var request = new CreateFreezeWindowRequest { Reason = Reason, Service = Service, Environment = Environment };
        if (Kind == OnceOnly)
        {
            request.StartsAt = Instant("starts_at", StartsAt, viewer, errors);
            request.EndsAt = Instant("ends_at", EndsAt, viewer, errors);
            return request;
        }

        (request.Cron, request.Zone) = (Cron, Zone);
        if (Cron.Length == 0) errors.Add("cron", "When it begins is required, as in a crontab.");
        var unit = Units.FirstOrDefault(u => u.Unit == Unit).Seconds;
        if (uint.TryParse(Lasts, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && unit > 0 && (ulong)count * unit <= uint.MaxValue)
        {
            request.DurationSeconds = count * unit;
        }
        else
        {
            errors.Add("duration_seconds", "How long it lasts is required: a whole number.");
        }

        return request;
    }

    /// <summary>An update of everything that the form shows.</summary>
    public static UpdateFreezeWindowRequest ToUpdate(string id, CreateFreezeWindowRequest request) => new()
    {
        Id = id,
        Reason = request.Reason,
        Service = request.Service,
        Environment = request.Environment,
        Cron = request.Cron,
        DurationSeconds = request.DurationSeconds,
        Zone = request.Zone,
        StartsAt = request.StartsAt,
        EndsAt = request.EndsAt,
        UpdateMask = new() { Paths = { "reason", "service", "environment", "cron", "duration_seconds", "zone", "starts_at", "ends_at" } },
    };

    /// <summary>Tells a failure beside the field that it names.</summary>
    public static void Add(FieldErrors errors, Failure failure)
    {
        if (failure.HttpStatus == StatusCodes.Status422UnprocessableEntity)
        {
            errors.Add("", "This form was sent before, with other values. Open it anew to send these.");
            return;
        }

        var field = failure.Message.Split(' ', ':')[0];
        string[] fields = ["reason", "service", "environment", "cron", "duration_seconds", "zone", "starts_at", "ends_at"];
        errors.Add(fields.Contains(field) ? field : "", FreezeText.InWords(failure.Message));
    }

    private static Timestamp? Instant(string field, string text, ViewerTime viewer, FieldErrors errors)
    {
        if (LocalTime.TryRead(viewer, text, out var at)) return at.ToTimestamp();
        errors.Add(field, text.Length == 0 ? "Choose a day and a time." : $"“{text}” is not a time, or one that a clock change skips.");
        return null;
    }
}
