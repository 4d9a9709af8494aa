namespace Tracker.Server.Releases.Flow;

/// <summary>Where an application stands in one environment, as far as it matters to why a release is not there.</summary>
public sealed record Standing
{
    public required string Application { get; init; }

    public required ReleaseEnvironment Environment { get; init; }

    /// <summary>The environment before it on the application's way; null for the first.</summary>
    public Standing? Before { get; init; }

    /// <summary>Why the requirements file cannot be used; empty when it can.</summary>
    public string FileError { get; init; } = "";

    public string ImageError { get; init; } = "";

    /// <summary>Whether its requirements were ever read.</summary>
    public bool HasRequirements { get; init; }

    /// <summary>Whether it is not deployed here, or nowhere, by its own requirements.</summary>
    public bool IsOmitted { get; init; }

    /// <summary>Its newest release; null before the first.</summary>
    public Release? Newest { get; init; }

    /// <summary>Whether newer requirements wait for their image.</summary>
    public bool WaitsForImage { get; init; }

    /// <summary>What runs here.</summary>
    public Release? Current { get; init; }

    /// <summary>What waits for this environment or is on its way there.</summary>
    public Waiting? Open { get; init; }

    /// <summary>The last word on the newest release here; null when it has not been here.</summary>
    public QueueEntry? Last { get; init; }

    public ReleasePin? Pin { get; init; }
}

/// <summary>The answer to "why is it not there?".</summary>
/// <param name="IsThere">Whether the newest release runs there.</param>
/// <param name="Text">One sentence.</param>
/// <param name="Where">The environment in which it is held up.</param>
/// <param name="Gates">Each of them must open, the one to look at first in front.</param>
public sealed record WhyAnswer(bool IsThere, string Text, string Where, IReadOnlyList<Gate> Gates);

/// <summary>Why the newest release of an application is not in an environment: one answer, which names what would let it go.</summary>
public static class Why
{
    public static WhyAnswer Answer(Standing standing, DateTimeOffset now)
    {
        var (application, here) = (standing.Application, standing.Environment.Name);
        if (standing.Open is { } open && (standing.Newest is null || open.Release.Id == standing.Newest.Id || standing.Before is null))
        {
            return Gates.Closed(open, now) is { Count: > 0 } closed
                ? Held(closed)
                : new(false, $"{open.Release.Name} may go to {here}: it waits for a deployer to claim it.", here, []);
        }

        if (!standing.HasRequirements)
        {
            return Stopped(GateKind.File, standing.FileError.Length > 0 ? $"Its requirements cannot be used: {standing.FileError}" : "Its requirements have not been read yet.");
        }

        if (standing.IsOmitted) return Stopped(GateKind.Omitted, $"By its requirements {application} is not deployed in {here}.");
        if (standing.Newest is not { } newest)
        {
            return Stopped(GateKind.Image, standing.ImageError.Length > 0 ? $"There is no image to release: {standing.ImageError}" : "No image was found yet that its requirements lead to.");
        }

        if (standing.Current?.Id == newest.Id)
        {
            var waits = standing.WaitsForImage ? " Newer requirements wait for an image that is made with them." : "";
            return new(true, $"{newest.Name}, the newest release, runs in {here}.{waits}", here, standing.WaitsForImage ? [new(GateKind.WaitsForImage, waits.Trim())] : []);
        }

        if (standing.Pin is { } pin && pin.Release != newest.Id) return Stopped(GateKind.Pinned, $"{application} is pinned in {here} by {pin.By}: {pin.Reason}.");
        return standing.Last switch
        {
            { State: QueueState.Failed } failed => Stopped(GateKind.Failed, $"The deployment of {newest.Name} failed: {failed.Reason}. Promote it to try again."),
            { State: QueueState.Skipped } skipped => Stopped(GateKind.Skipped, $"{newest.Name} was skipped for {here}: {skipped.Reason}."),
            { State: QueueState.Deployed } => Stopped(GateKind.Pinned, $"{newest.Name} ran in {here} and was taken back to {standing.Current?.Name}."),
            _ when standing.Before is { } before => Earlier(before, now),
            null => Stopped(GateKind.Omitted, $"{newest.Name} was made when {application} was not deployed in {here}; the next release goes there."),
            _ => Stopped(GateKind.Skipped, $"{newest.Name} is not queued for {here}; promote it to queue it."),
        };

        WhyAnswer Held(IReadOnlyList<Gate> gates) => new(false, gates[0].Text, here, gates);

        WhyAnswer Stopped(GateKind kind, string text) => Held([new(kind, text)]);
    }

    private static WhyAnswer Earlier(Standing before, DateTimeOffset now)
    {
        var answer = Answer(before, now);
        // Of several environments the first in which it is held up is named.
        if (!answer.IsThere) return answer.Where == before.Environment.Name ? answer with { Text = $"It has to be deployed in {answer.Where} first. {answer.Text}" } : answer;
        var text = $"{before.Newest!.Name} runs in {before.Environment.Name} and was not queued to go on; promote it from there.";
        return new(false, text, before.Environment.Name, [new(GateKind.SemVer, text)]);
    }
}
