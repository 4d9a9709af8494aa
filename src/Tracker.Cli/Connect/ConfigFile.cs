using System.Text.Json;

namespace Tracker.Cli.Connect;

/// <summary>What <c>tracker login</c> keeps: the server, and the token or key to show there. Readable by its owner only.</summary>
internal sealed record ConfigFile(string? Server, string? Token, string? ApiKey)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary><c>$XDG_CONFIG_HOME/tracker/config.json</c>, else in <c>~/.config</c>.</summary>
    public static string FullPath { get; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify), "tracker", "config.json");

    /// <summary>Null where there is none.</summary>
    public static ConfigFile? Read()
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(FullPath));
            var root = json.RootElement;
            return new(Text(root, "server"), Text(root, "token"), Text(root, "api_key"));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw CommandException.WrongUsage($"{FullPath} cannot be read; run 'tracker login' again, or delete it.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandException.WrongUsage($"{FullPath}: {e.Message}");
        }
    }

    public void Write()
    {
        var folder = Path.GetDirectoryName(FullPath)!;
        Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        // Put in place as a whole, and never readable by others, not even while it is written.
        var draft = Path.Combine(folder, $".config.{Environment.ProcessId}");
        try
        {
            using (var file = new FileStream(draft, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
            using (var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true }))
            {
                json.WriteStartObject();
                if (Server is not null) json.WriteString("server", Server);
                if (Token is not null) json.WriteString("token", Token);
                if (ApiKey is not null) json.WriteString("api_key", ApiKey);
                json.WriteEndObject();
            }

            File.Move(draft, FullPath, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
}
