using System.Globalization;
using System.Text;

namespace Tracker.Cli.Runs.Delivery;

/// <summary>
/// How a wrapper within a wrapper learns the number of the outer run: the outer one knows it only some time after its command
/// has started, so it stands in a file by the name that the environment gives the run.
/// </summary>
internal sealed class ParentRun(string key, string? outerKey)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestRun = TimeSpan.FromDays(60);

    private readonly string? _folder = StateFolder.PathOf("runs");
    private string? _told;

    /// <summary>The number of the outer run; null when there is none, or none is known soon.</summary>
    public long? Find(CancellationToken ct)
    {
        if (!Guid.TryParseExact(outerKey, "D", out _) || _folder is null) return null;
        for (var waited = TimeSpan.Zero; waited < Patience; waited += Pause)
        {
            try
            {
                return long.TryParse(File.ReadAllText(Path.Combine(_folder, outerKey)), CultureInfo.InvariantCulture, out var id) ? id : null;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                if (ct.WaitHandle.WaitOne(Pause)) return null;
            }
        }
        return null;
    }

    /// <summary>Tells this run's number to wrappers inside, or that it has none so far.</summary>
    public void Tell(long? id)
    {
        var text = id?.ToString(CultureInfo.InvariantCulture) ?? "none";
        if (text == _told || _folder is null) return;
        var isFirst = _told is null;
        _told = text;
        try
        {
            StateFolder.Write(_folder, key, Encoding.ASCII.GetBytes(text), durable: false);
            if (isFirst) DeleteLeftOver(_folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Runs inside then stand by themselves.
        }
    }

    /// <summary>Those of wrappers that were killed.</summary>
    private static void DeleteLeftOver(string folder)
    {
        var oldest = (TimeProvider.System.GetUtcNow() - LongestRun).UtcDateTime;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles().Where(f => f.LastWriteTimeUtc < oldest)) file.Delete();
    }

    /// <summary>The run is over.</summary>
    public void Forget()
    {
        if (_told is null) return;
        try
        {
            File.Delete(Path.Combine(_folder!, key));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A few bytes stay.
        }
    }
}
