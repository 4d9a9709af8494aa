using Google.Protobuf.WellKnownTypes;

namespace Tracker.Server.Demo.Plan;

/// <summary>When nothing goes to production: every weekend, and some days ahead.</summary>
internal static class FreezePart
{
    public static void Write(DemoScript script)
    {
        script.Add(new FreezeMade(script.Begin.AddMinutes(3), new() { Reason = "Weekend: nobody is there", Environment = "production", Cron = "0 18 * * 5", DurationSeconds = 60 * 3600, Zone = "UTC" }));
        var sale = DemoScript.Midnight(script.End).AddDays(6);
        script.Add(new FreezeMade(script.End.AddDays(-9), new() { Reason = "Season sale", Environment = "production", StartsAt = sale.ToTimestamp(), EndsAt = sale.AddDays(4).ToTimestamp() }));
        var close = DemoScript.Midnight(script.End).AddDays(2).AddHours(20);
        script.Add(new FreezeMade(script.End.AddDays(-3), new() { Reason = "Books are closed", Service = "ledger", Environment = "production", StartsAt = close.ToTimestamp(), EndsAt = close.AddHours(10).ToTimestamp() }));
    }
}
