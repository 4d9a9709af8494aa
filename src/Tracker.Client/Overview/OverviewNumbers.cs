namespace Tracker.Client.Overview;

/// <summary>Events by the day.</summary>
public sealed record EventNumbers
{
    /// <summary>Those of today.</summary>
    public int Today { get; init; }

    /// <summary>Those of yesterday until the time of day that it is now.</summary>
    public int YesterdayByNow { get; init; }

    /// <summary>Those of all of yesterday.</summary>
    public int Yesterday { get; init; }

    /// <summary>Whether one of these is more than its number, which is counted to 10,000.</summary>
    public bool Capped { get; init; }
}

/// <summary>Deployments of today.</summary>
public sealed record DeploymentNumbers
{
    /// <summary>Came to a good end.</summary>
    public int Succeeded { get; init; }

    /// <summary>Failed.</summary>
    public int Failed { get; init; }

    /// <summary>Began within 24 hours and are under way.</summary>
    public int Running { get; init; }
}

/// <summary>Incidents that nothing has ended yet.</summary>
public sealed record IncidentNumbers
{
    /// <summary>How many.</summary>
    public int Open { get; init; }

    /// <summary>Whether there are more.</summary>
    public bool Capped { get; init; }
}

/// <summary>Tasks by their state.</summary>
public sealed record TaskNumbers
{
    /// <summary>All of them.</summary>
    public int Total { get; init; }

    /// <summary>Expected, within their grace.</summary>
    public int Late { get; init; }

    /// <summary>Did not happen, or failed.</summary>
    public int Down { get; init; }
}

/// <summary>What is held.</summary>
public sealed record LockNumbers
{
    /// <summary>Locks held.</summary>
    public int Held { get; init; }

    /// <summary>Callers that wait.</summary>
    public int Waiting { get; init; }

    /// <summary>The ones that others wait for first, then the ones held longest.</summary>
    public IReadOnlyList<LockHeld> First { get; init; } = [];
}

/// <summary>A lock that is held.</summary>
public sealed record LockHeld
{
    /// <summary>A UUID.</summary>
    public string Id { get; init; } = "";

    /// <summary>What it concerns.</summary>
    public string Service { get; init; } = "";

    /// <summary>Where.</summary>
    public string Environment { get; init; } = "";

    /// <summary>For what.</summary>
    public string Resource { get; init; } = "";

    /// <summary>Who holds it.</summary>
    public string Who { get; init; } = "";

    /// <summary>When it was taken.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>When it is free by itself.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How many callers wait for it.</summary>
    public int Waiting { get; init; }
}

/// <summary>What is under way.</summary>
public sealed record TimelineNumbers
{
    /// <summary>Contexts in which something is.</summary>
    public int Running { get; init; }

    /// <summary>The ones that began last.</summary>
    public IReadOnlyList<TimelineRunning> First { get; init; } = [];
}

/// <summary>A timeline that is under way.</summary>
public sealed record TimelineRunning
{
    /// <summary>Its context.</summary>
    public string Context { get; init; } = "";

    /// <summary>Its id.</summary>
    public string Timeline { get; init; } = "";

    /// <summary>Its label, or else its id.</summary>
    public string Title { get; init; } = "";

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>In percent, by what is usual; null when nothing is known.</summary>
    public int? Progress { get; init; }

    /// <summary>When it will be over, by what is usual; null when nothing is known.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>How many of its steps take longer than usual.</summary>
    public int Late { get; init; }

    /// <summary>A path of the server.</summary>
    public string Link { get; init; } = "";
}

/// <summary>What goes where next.</summary>
public sealed record ReleaseNumbers
{
    /// <summary>In the queues of the environments.</summary>
    public int Queued { get; init; }

    /// <summary>With deployers now.</summary>
    public int Claimed { get; init; }

    /// <summary>Waiting for somebody's approval or promotion.</summary>
    public int WaitingForPerson { get; init; }

    /// <summary>Applications whose last release to an environment failed.</summary>
    public int Failed { get; init; }
}

/// <summary>Runs.</summary>
public sealed record RunNumbers
{
    /// <summary>Under way.</summary>
    public int Active { get; init; }

    /// <summary>Lost within 24 hours.</summary>
    public int Lost { get; init; }
}
