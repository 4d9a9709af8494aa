using System.Net;
using Tracker.Server.Operations.Outbound;
using Tracker.Server.Releases.Git;
using Tracker.Server.Releases.Registries;
using Tracker.Server.Releases.Sources;

namespace Tracker.Tests.Releases.Sources;

/// <summary>The libraries that ask git hosts and registries, allowed to call this machine.</summary>
internal sealed class Asking(SourceOptions? options = null, TimeProvider? clock = null, bool allowed = true) : IDisposable
{
    private readonly OutboundClient _http = new(new(new() { Allow = allowed ? [IPNetwork.Parse("127.0.0.0/8")] : [] }), clock ?? TimeProvider.System);

    public GitFile Git => field ??= new(_http, options ?? Patient, clock ?? TimeProvider.System);

    public RegistryClient Registries => field ??= new(_http, options ?? Patient, clock ?? TimeProvider.System);

    /// <summary>For a busy machine.</summary>
    public static SourceOptions Patient { get; } = new() { RequestTimeout = TimeSpan.FromSeconds(60), QuestionTimeout = TimeSpan.FromSeconds(120) };

    public Task<FileAnswer> ReadAsync(GitSource source, FileState? known = null, string? token = null) =>
        Git.ReadAsync(source, token, known, TestContext.Current.CancellationToken);

    public Task<TagAnswer> HeadAsync(ImageName image, string tag, TagState? known = null, RegistryCredentials? credentials = null) =>
        Registries.HeadAsync(image, tag, known, credentials, TestContext.Current.CancellationToken);

    public Task<TagsAnswer> TagsAsync(ImageName image, RegistryCredentials? credentials = null) =>
        Registries.TagsAsync(image, credentials, TestContext.Current.CancellationToken);

    public static GitSource Source(string repository, string? path = null, string? tag = null, string? branch = null, string? commit = null) =>
        GitSource.Check(repository, path, tag, branch, commit).OrThrow();

    public static SourceProblem ProblemOf(FileAnswer answer) => Assert.IsType<FileOutcome.Failed>(answer.Outcome).Problem;

    public static SourceProblem ProblemOf(TagAnswer answer) => Assert.IsType<TagOutcome.Failed>(answer.Outcome).Problem;

    public static SourceProblem ProblemOf(TagsAnswer answer) => Assert.IsType<TagsOutcome.Failed>(answer.Outcome).Problem;

    public static FileOutcome.Changed ChangedOf(FileAnswer answer)
    {
        Assert.Null((answer.Outcome as FileOutcome.Failed)?.Problem.Message);
        return Assert.IsType<FileOutcome.Changed>(answer.Outcome);
    }

    public static FileState UnchangedOf(FileAnswer answer)
    {
        Assert.Null((answer.Outcome as FileOutcome.Failed)?.Problem.Message);
        return Assert.IsType<FileOutcome.Unchanged>(answer.Outcome).State;
    }

    public static TagState ChangedOf(TagAnswer answer)
    {
        Assert.Null((answer.Outcome as TagOutcome.Failed)?.Problem.Message);
        return Assert.IsType<TagOutcome.Changed>(answer.Outcome).State;
    }

    public static TagState UnchangedOf(TagAnswer answer)
    {
        Assert.Null((answer.Outcome as TagOutcome.Failed)?.Problem.Message);
        return Assert.IsType<TagOutcome.Unchanged>(answer.Outcome).State;
    }

    public void Dispose() => _http.Dispose();
}
