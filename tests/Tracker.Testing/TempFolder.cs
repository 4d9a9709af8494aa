namespace Tracker.Testing;

/// <summary>A folder of its own that is gone afterwards.</summary>
public sealed class TempFolder : IDisposable
{
    public string FullPath { get; } = Directory.CreateTempSubdirectory("tracker-test-").FullName;

    public string PathOf(params string[] parts) => Path.Combine([FullPath, .. parts]);

    public void Dispose()
    {
        try
        {
            Directory.Delete(FullPath, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // The test removed it itself.
        }
    }
}
