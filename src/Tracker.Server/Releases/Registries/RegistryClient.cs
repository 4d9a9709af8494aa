using System.Text.RegularExpressions;
using Tracker.Server.Operations.Outbound;
using Tracker.Server.Releases.Sources;

namespace Tracker.Server.Releases.Registries;

/// <summary>Asks container registries (OCI Distribution) what stands behind a tag and which tags there are. Images are never downloaded.</summary>
public sealed partial class RegistryClient(OutboundClient http, SourceOptions options, TimeProvider clock)
{
    public const int MaxTags = 10_000;
    public const int MaxPages = 50;

    private readonly RegistryTokens _tokens = new(clock);

    /// <summary>
    /// The digest of a tag. One that is new is believed only when the manifest of that digest has it: one request more,
    /// and only then.
    /// </summary>
    /// <param name="known">What the last answer gave; null for a tag that was never seen.</param>
    public async Task<TagAnswer> HeadAsync(ImageName image, string tag, TagState? known, RegistryCredentials? credentials, CancellationToken ct)
    {
        var call = Call(credentials);
        if (!IsTag(tag)) return new(new TagOutcome.Failed(new(SourceProblemKind.Invalid, "A tag has 1 to 128 letters, digits and . _ -, and begins with none of . and -.")), null, 0, 0);
        if (!Session(call, image, credentials).TryGet(out var session, out var problem)) return new(new TagOutcome.Failed(problem), null, 0, 0);
        var found = await new Manifests(session).StateAsync(tag, known, ct);
        return new(
            !found.TryGet(out var state, out problem) ? new TagOutcome.Failed(problem)
                : state.Digest == known?.Digest ? new TagOutcome.Unchanged(state)
                : new TagOutcome.Changed(state),
            call.RateLimit,
            call.Requests,
            call.Charged);
    }

    /// <summary>All tags, of very many the first ones.</summary>
    public async Task<TagsAnswer> TagsAsync(ImageName image, RegistryCredentials? credentials, CancellationToken ct)
    {
        var call = Call(credentials);
        if (!Session(call, image, credentials).TryGet(out var session, out var problem)) return new(new TagsOutcome.Failed(problem), null, 0, 0);
        var listed = await new TagList(session).ReadAsync(ct);
        return new(listed.TryGet(out var tags, out problem) ? tags : new TagsOutcome.Failed(problem), call.RateLimit, call.Requests, call.Charged);
    }

    internal static bool IsTag(string text) => Tag().IsMatch(text);

    private SourceCall Call(RegistryCredentials? credentials) => new(http, options, clock, credentials?.Secret, credentials is null ? null : $"{credentials.User}:{credentials.Secret}");

    private SourceResult<RegistrySession> Session(SourceCall call, ImageName image, RegistryCredentials? credentials)
    {
        if (credentials is not null && (credentials.User.Contains(':') || credentials.User.Length > 500 || credentials.Secret.Length > 10_000))
        {
            return new SourceProblem(SourceProblemKind.Unauthorized, "A registry's user may have 500 characters, none of them a colon, and its secret 10000.");
        }

        var scheme = options.HttpRegistries.Contains(image.Registry, StringComparer.OrdinalIgnoreCase) ? "http" : "https";
        return new RegistrySession(call, _tokens, image, new Uri($"{scheme}://{image.Host}/v2/{image.Repository}/"), credentials);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_][A-Za-z0-9._-]{0,127}\z")]
    private static partial Regex Tag();
}
