using System.Globalization;
using Tracker.Server.Locks.Freezes;
using Tracker.Server.Operations;
using Tracker.Server.Web.Components;
using Tracker.Server.Web.Forms;

namespace Tracker.Server.Locks.Pages;

/// <summary>What the forms and tables of locks have in common.</summary>
internal static class LockForms
{
    private static readonly string[] Fields = ["service", "environment", "resource", "who", "ttl_seconds", "reason", "event_id"];

    /// <summary>For how long a lock can be taken; for others there is the API.</summary>
    public static IReadOnlyList<Choice> Times { get; } =
    [
        new("900", "15 minutes"), new("3600", "1 hour"), new("14400", "4 hours"), new("86400", "1 day"), new("604800", "7 days"),
        new("2592000", "30 days"), new("0", "Until it is released"),
    ];

    public static uint Seconds(string text) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : 3600;

    /// <summary>Tells a failure beside the field that it names.</summary>
    public static void Add(FieldErrors errors, Failure failure)
    {
        if (failure.HttpStatus == StatusCodes.Status422UnprocessableEntity)
        {
            errors.Add("", "This form was sent before, with other values. Open it anew to send these.");
            return;
        }

        var field = failure.Message.Split(' ', ':')[0];
        var named = Fields.Contains(field);
        errors.Add(named ? field : "", char.ToUpperInvariant(failure.Message[0]) + failure.Message[1..]);
    }

    public static LockScope ScopeOf(DeployLock held) => new(held.Service, held.Environment, held.Resource);

    /// <summary>Environment and resource, as the line below the service.</summary>
    public static string Below(string environment, string resource) => string.Join(" / ", new[]
    {
        environment == FreezeRules.Any ? "every environment" : environment,
        resource == LockScope.Any ? "everything" : resource,
    }.Where(part => part.Length > 0));
}
