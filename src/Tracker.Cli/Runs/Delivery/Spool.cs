using System.Globalization;
using System.Text.Json;

namespace Tracker.Cli.Runs.Delivery;

/// <summary>Runs that could not be delivered, a file each, oldest first. What is too old or too much is given up, the oldest first.</summary>
internal sealed class Spool(TimeProvider time)
{
    private const long MostBytes = 64 * 1024 * 1024;
    private const string Ending = ".json";

    private static readonly TimeSpan Oldest = TimeSpan.FromDays(7);

    private readonly string? _folder = StateFolder.PathOf("spool");
    private Queue<string>? _files;

    /// <summary>How many were delivered from here.</summary>
    public int Delivered { get; private set; }

    /// <summary>How many stay for another time, and why the last of them does.</summary>
    public (int Count, string Why) Kept { get; private set; } = (0, "");

    /// <summary>Why runs were given up.</summary>
    public List<string> GivenUp { get; } = [];

    /// <summary>Keeps a parcel; returns why that failed, or null.</summary>
    public string? Write(Parcel parcel)
    {
        if (_folder is null) return "neither XDG_STATE_HOME nor HOME is set.";
        var started = DateTimeOffset.Parse(parcel.Begin.StartTime, CultureInfo.InvariantCulture);
        try
        {
            StateFolder.Write(_folder, NameOf(started, parcel), Serialize(parcel), durable: true);
            Trim();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    /// <summary>Delivers the next one; returns whether there may be another.</summary>
    public bool DeliverOne(Courier courier, CancellationToken ct)
    {
        _files ??= Find();
        while (!ct.IsCancellationRequested && _files.TryDequeue(out var path))
        {
            if (TryDeliver(path, courier, ct) is { } goesOn) return goesOn;
        }
        return false;
    }

    private Queue<string> Find()
    {
        try
        {
            return new(Trim());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another wrapper has just delivered one of them; the next run looks again.
            return new();
        }
    }

    /// <summary>Null when this file is none for this server, or somebody else delivers it.</summary>
    private bool? TryDeliver(string path, Courier courier, CancellationToken ct)
    {
        try
        {
            // Locked, so that of two wrappers only one delivers it; and deleted while it is.
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            if (!File.Exists(path)) return null;
            var parcel = JsonSerializer.Deserialize(file, RunJson.Default.Parcel);
            if (parcel is not { IsKnown: true } || parcel.Server != courier.Target.Server.AbsoluteUri) return null;
            var outcome = courier.Deliver(parcel, new Lock(), ct);
            if (outcome.Fate == Fate.Later)
            {
                Kept = (Kept.Count + 1, outcome.Why);
                StateFolder.Write(_folder!, Path.GetFileName(path), Serialize(parcel), durable: true);
                return false;
            }
            File.Delete(path);
            if (parcel.Refused is { } why) GivenUp.Add($"{parcel.Begin.Name} of {parcel.Begin.StartTime}: {why}");
            else Delivered++;
            return true;
        }
        catch (JsonException)
        {
            File.Delete(path);
            GivenUp.Add($"{path}: it is no run.");
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Those that are left, the oldest first.</summary>
    private IEnumerable<string> Trim()
    {
        if (_folder is null || !Directory.Exists(_folder)) return [];
        var files = new DirectoryInfo(_folder).GetFiles().OrderByDescending(f => f.Name, StringComparer.Ordinal).ToList();
        var bytes = 0L;
        var oldest = (time.GetUtcNow() - Oldest).UtcDateTime;
        var left = new List<string>();
        foreach (var file in files)
        {
            bytes += file.Length;
            if (bytes > MostBytes || file.LastWriteTimeUtc < oldest) GiveUp(file);
            else if (file.Extension == Ending) left.Add(file.FullName);
        }
        left.Reverse();
        return left;
    }

    private void GiveUp(FileInfo file)
    {
        file.Delete();
        if (file.Extension == Ending) GivenUp.Add($"{file.Name}: the spool holds {MostBytes / 1024 / 1024} MB for {Oldest.TotalDays:0} days.");
    }

    private static string NameOf(DateTimeOffset started, Parcel parcel) =>
        string.Create(CultureInfo.InvariantCulture, $"{started.UtcDateTime:yyyyMMdd'T'HHmmssffffff}-{parcel.Key}{Ending}");

    private static byte[] Serialize(Parcel parcel) => JsonSerializer.SerializeToUtf8Bytes(parcel, RunJson.Default.Parcel);
}
