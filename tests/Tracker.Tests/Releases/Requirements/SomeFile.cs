using Tracker.Server.Releases.Requirements;

namespace Tracker.Tests.Releases.Requirements;

/// <summary>Requirements files, read as the application g.a unless said otherwise.</summary>
internal static class SomeFile
{
    public static ApplicationRequirements Read(string text, string group = "g", string app = "a") =>
        RequirementsFile.TryParse(text, group, app, out var requirements, out var error) ? requirements : throw new ArgumentException(error.ToString());

    public static RequirementsError Refused(string text, string group = "g", string app = "a")
    {
        Assert.False(RequirementsFile.TryParse(text, group, app, out _, out var error), "it was taken");
        return error!;
    }

    /// <summary>The configuration of an application with one key more, <c>c</c>.</summary>
    public static string With(string yaml) => Read($"g: {{a: {{imageTag: t, c: {yaml}}}}}").Configuration;
}
