using System.Data.Common;
using System.Text.Json;
using Tracker.Storage;

namespace Tracker.Server.Releases.Trackers;

/// <summary>All the SQL of trackers and their requirements.</summary>
internal static class TrackerStore
{
    public const string Columns =
        """
        t.id, t.uuid, t.name, t.service, t.repo, t.source_path, t.tag, t.branch, t."commit", t.token, t.registry, t.registry_user, t.registry_secret, t.paused, t."interval",
        t.created_by, t.created_at, t.updated_at, t.revision, t.file_state, t.file_read_at, t.file_error, t.file_error_line, t.file_error_column, t.file_error_at,
        t.image_tag, t.image_state, t.image_read_at, t.image_error, t.image_error_at, t.last_poll_at, t.failures, t.retry_at, t.wanted, t.wanted_seen,
        q.id, q.read_at, q."commit", q.image, q.label, q.depends, q.omit_from_namespaces, q.omit_from_deploy, q.configuration
        """;

    public const string From = "release_tracker AS t LEFT JOIN release_requirements AS q ON q.id = t.requirements_id";

    private const string Insert =
        """
        INSERT INTO release_tracker(uuid, name, service, repo, source_path, tag, branch, "commit", token, registry, registry_user, registry_secret, paused, "interval",
            created_by, created_at, updated_at, revision)
        VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, 1)
        ON CONFLICT(name) DO NOTHING
        RETURNING id
        """;

    private const string Configure =
        """
        UPDATE release_tracker SET repo = $2, source_path = $3, tag = $4, branch = $5, "commit" = $6, token = $7, registry = $8, registry_user = $9,
            registry_secret = $10, paused = $11, "interval" = $12, updated_at = $13, service = $14, revision = revision + 1, retry_at = NULL
        WHERE id = $1
        """;

    private const string Seen =
        """
        UPDATE release_tracker SET file_state = $2, file_read_at = $3, file_error = $4, file_error_line = $5, file_error_column = $6, file_error_at = $7,
            requirements_id = $8, image_tag = $9, image_state = $10, image_read_at = $11, image_error = $12, image_error_at = $13,
            last_poll_at = $14, failures = $15, retry_at = $16, wanted_seen = CASE WHEN wanted_seen < $17 THEN $17 ELSE wanted_seen END
        WHERE id = $1
        """;

    private const string InsertRequirements =
        """
        INSERT INTO release_requirements(tracker_id, read_at, "commit", image, label, depends, omit_from_namespaces, omit_from_deploy, configuration)
        VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9)
        RETURNING id
        """;

    private static readonly SqlText ByName = new(sql => $"SELECT {Columns} FROM {From} WHERE t.name = $1");

    private static readonly SqlText ById = new(sql => $"SELECT {Columns} FROM {From} WHERE t.id = $1");

    // The row alone is locked: what it joins never changes.
    private static readonly SqlText LockName = new(sql => $"SELECT id FROM release_tracker WHERE name = $1 {sql.ForUpdate}");
    private static readonly SqlText LockId = new(sql => $"SELECT id FROM release_tracker WHERE id = $1 {sql.ForUpdate}");

    /// <summary>The tracker, to oneself until the commit.</summary>
    public static async ValueTask<ReleaseTracker?> LockAsync(IWrite write, string name)
    {
        await write.FirstAsync(LockName.For(write.Sql), r => r.GetInt64(0), name);
        return await write.FirstAsync(ByName.For(write.Sql), Read, name);
    }

    /// <summary>The same by its number.</summary>
    public static async ValueTask<ReleaseTracker?> LockAsync(IWrite write, long id)
    {
        await write.FirstAsync(LockId.For(write.Sql), r => r.GetInt64(0), id);
        return await write.FirstAsync(ById.For(write.Sql), Read, id);
    }

    /// <summary>Null when the name is taken.</summary>
    public static async ValueTask<ReleaseTracker?> InsertAsync(IWrite write, ReleaseTracker t)
    {
        var id = await write.FirstAsync(
            Insert, r => r.GetInt64(0), t.Uuid, t.Name, t.Service, t.Repo, t.SourcePath, t.Tag, t.Branch, t.Commit, t.Token, t.Registry, t.RegistryUser, t.RegistrySecret,
            t.IsPaused, Span(t.Interval), t.CreatedBy, t.CreatedAt);
        return id == 0 ? null : t with { Id = id, Revision = 1 };
    }

    public static async ValueTask ConfigureAsync(IWrite write, ReleaseTracker t) => await write.ExecuteAsync(
        Configure, t.Id, t.Repo, t.SourcePath, t.Tag, t.Branch, t.Commit, t.Token, t.Registry, t.RegistryUser, t.RegistrySecret, t.IsPaused, Span(t.Interval), t.UpdatedAt, t.Service);

    /// <summary>What a poll found.</summary>
    public static async ValueTask SeenAsync(IWrite write, ReleaseTracker t) => await write.ExecuteAsync(
        Seen, t.Id, t.File.State, t.File.ReadAt, t.File.Error, t.File.Line, t.File.Column, t.File.ErrorAt, t.Requirements?.Id,
        t.Image.Tag, t.Image.State, t.Image.ReadAt, t.Image.Error, t.Image.ErrorAt, t.LastPollAt, t.Failures, t.RetryAt, t.WantedSeen);

    public static async ValueTask<TrackedRequirements> InsertRequirementsAsync(IWrite write, long tracker, TrackedRequirements r) => r with
    {
        Id = await write.FirstAsync(
            InsertRequirements, row => row.GetInt64(0), tracker, r.ReadAt, r.Commit, r.Image, r.Label, JsonSerializer.Serialize(r.Depends),
            JsonSerializer.Serialize(r.OmitFromNamespaces), r.OmitFromDeploy, r.Configuration),
    };

    /// <summary>With all that it has.</summary>
    public static async ValueTask DeleteAsync(IWrite write, long id)
    {
        await write.SendAsync("DELETE FROM release_pin WHERE tracker_id = $1", id);
        await write.SendAsync("DELETE FROM release_current WHERE tracker_id = $1", id);
        await write.SendAsync("DELETE FROM release_entry WHERE tracker_id = $1", id);
        await write.SendAsync("DELETE FROM release WHERE tracker_id = $1", id);
        await write.SendAsync("DELETE FROM release_requirements WHERE tracker_id = $1", id);
        await write.SendAsync("DELETE FROM release_tracker WHERE id = $1", id);
    }

    public static ReleaseTracker Read(DbDataReader r) => new()
    {
        Id = r.GetInt64(0),
        Uuid = r.GetUuid(1),
        Name = r.GetString(2),
        Service = r.GetString(3),
        Repo = r.GetString(4),
        SourcePath = r.GetString(5),
        Tag = r.GetString(6),
        Branch = r.GetString(7),
        Commit = r.GetString(8),
        Token = Bytes(r, 9),
        Registry = r.GetString(10),
        RegistryUser = r.GetString(11),
        RegistrySecret = Bytes(r, 12),
        IsPaused = r.GetBoolean(13),
        Interval = TimeSpan.FromMicroseconds(r.GetInt64(14)),
        CreatedBy = r.GetString(15),
        CreatedAt = r.GetInstant(16),
        UpdatedAt = r.GetInstant(17),
        Revision = r.GetInt64(18),
        File = new()
        {
            State = r.GetString(19),
            ReadAt = r.GetInstantOrNull(20),
            Error = r.GetString(21),
            Line = Number(r, 22),
            Column = Number(r, 23),
            ErrorAt = r.GetInstantOrNull(24),
        },
        Image = new()
        {
            Tag = r.GetString(25),
            State = r.GetString(26),
            ReadAt = r.GetInstantOrNull(27),
            Error = r.GetString(28),
            ErrorAt = r.GetInstantOrNull(29),
        },
        LastPollAt = r.GetInstantOrNull(30),
        Failures = r.GetInt32(31),
        RetryAt = r.GetInstantOrNull(32),
        Wanted = r.GetInt64(33),
        WantedSeen = r.GetInt64(34),
        Requirements = r.IsDBNull(35) ? null : ReadRequirements(r, 35),
    };

    public static TrackedRequirements ReadRequirements(DbDataReader r, int from) => new()
    {
        Id = r.GetInt64(from),
        ReadAt = r.GetInstant(from + 1),
        Commit = r.GetString(from + 2),
        Image = r.GetString(from + 3),
        Label = r.GetString(from + 4),
        Depends = Texts(r.GetString(from + 5)),
        OmitFromNamespaces = Texts(r.GetString(from + 6)),
        OmitFromDeploy = r.GetBoolean(from + 7),
        Configuration = r.GetString(from + 8),
    };

    public static List<string> Texts(string json) => JsonSerializer.Deserialize<List<string>>(json)!;

    private static long Span(TimeSpan span) => (long)span.TotalMicroseconds;

    private static byte[]? Bytes(DbDataReader r, int column) => r.IsDBNull(column) ? null : r.GetFieldValue<byte[]>(column);

    private static int? Number(DbDataReader r, int column) => r.IsDBNull(column) ? null : r.GetInt32(column);
}
