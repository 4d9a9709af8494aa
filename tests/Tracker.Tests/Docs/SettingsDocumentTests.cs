using System.Text.RegularExpressions;
using Tracker.Server;
using Tracker.Testing;

namespace Tracker.Tests.Docs;

public sealed partial class SettingsDocumentTests
{
    // Not for people to set: one is Kubernetes' own, the other is refused whatever it says.
    private static readonly string[] Unlisted = ["KUBERNETES_SERVICE_HOST", "MONGO_URI"];

    [Fact]
    public void Every_setting_is_in_the_table_and_every_row_of_it_is_a_setting()
    {
        var documented = SettingRow().Matches(File.ReadAllText(Repository.PathOf("docs", "operations.md"))).Select(m => m.Groups[1].Value);

        Assert.Equal(
            TrackerServer.KnownSettings.Select(s => s.Key).Except(Unlisted).Append("TRACKER_CONFIG").Order(StringComparer.Ordinal),
            documented.Order(StringComparer.Ordinal));
    }

    [GeneratedRegex("^\\| `([A-Z_]+)`", RegexOptions.Multiline)]
    private static partial Regex SettingRow();
}
