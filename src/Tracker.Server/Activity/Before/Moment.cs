namespace Tracker.Server.Activity.Before;

/// <summary>What is to be explained: when and where something happened.</summary>
/// <param name="Service">Null when it is not known.</param>
public sealed record Moment(DateTimeOffset At, string? Service, string? Environment, string? Host)
{
    /// <summary>What it is about, which explains nothing: a module and an id in it.</summary>
    public (string Module, string Subject)? Self { get; init; }

    /// <summary>The row that was asked about, if it was one.</summary>
    public ActivityRow? Row { get; init; }

    public static Moment Of(ActivityRow row) => new(row.Entry.At, row.Entry.Service, row.Entry.Environment, row.Entry.Host)
    {
        Self = (row.Entry.Module, row.Entry.Subject),
        Row = row,
    };

    public bool IsAbout(ActivityRow row) => row.Id == Row?.Id || Self == (row.Entry.Module, row.Entry.Subject);
}
