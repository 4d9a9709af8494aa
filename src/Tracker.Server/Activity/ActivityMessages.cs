using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Tracker.Protocol.Activities;
using Tracker.Server.Activity.Before;
using Message = Tracker.Protocol.Activities.Activity;

namespace Tracker.Server.Activity;

/// <summary>Rows and answers as they are sent.</summary>
internal static class ActivityMessages
{
    public static Message ToMessage(this ActivityRow row)
    {
        var e = row.Entry;
        return new()
        {
            Id = row.Key,
            At = e.At.ToTimestamp(),
            Module = e.Module,
            Kind = e.Kind,
            Subject = e.Subject,
            Severity = (Protocol.Activities.Severity)((int)e.Severity + 1),
            Title = e.Title,
            Link = e.Link,
            Service = e.Service ?? "",
            Environment = e.Environment ?? "",
            Host = e.Host ?? "",
            Tags = { e.Tags is { } tags ? JsonSerializer.Deserialize<List<string>>(tags)! : [] },
        };
    }

    public static ListChangesBeforeResponse ToMessage(this BeforeAnswer answer) => new()
    {
        At = answer.Moment.At.ToTimestamp(),
        Service = answer.Moment.Service ?? "",
        Environment = answer.Moment.Environment ?? "",
        Host = answer.Moment.Host ?? "",
        Activity = answer.Moment.Row?.ToMessage(),
        Changes =
        {
            answer.Suspects.Select(s => new Protocol.Activities.Change
            {
                Activity = s.Row.ToMessage(),
                Relation = (Protocol.Activities.Relation)(int)s.Relation,
                Reason = s.Reason,
                Before = s.Before.ToDuration(),
                Weight = s.Weight,
            }),
        },
        Truncated = answer.IsTruncated,
    };
}
