namespace Tracker.Server.Operations;

/// <summary><c>config check</c>: what a start with these settings would use, and where each comes from. It opens nothing.</summary>
internal static class ConfigCheck
{
    private const int WrongUsage = 2;

    /// <returns>0, or 2 when a start would be refused.</returns>
    public static int Run(string[] args, TextWriter output, TextWriter errors)
    {
        try
        {
            var settings = Settings.Load(args, TrackerServer.ProcessEnvironment(), Directory.GetCurrentDirectory(), TrackerServer.KnownSettings);
            ServerSettings.From(settings);
            var lines = settings.Describe(TrackerServer.KnownSettings).Where(s => s.Key != "MONGO_URI").ToList();
            var (key, value) = (lines.Max(l => l.Key.Length), lines.Max(l => l.Value.Length));
            foreach (var line in lines) output.WriteLine($"{line.Key.PadRight(key)}  {line.Value.PadRight(value)}  {line.Source}");
            return 0;
        }
        catch (SettingsException e)
        {
            errors.WriteLine(e.Message);
            return WrongUsage;
        }
    }
}
