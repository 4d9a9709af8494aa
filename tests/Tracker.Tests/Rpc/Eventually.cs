namespace Tracker.Tests.Rpc;

/// <summary>Waits for something that happens soon, and fails when it does not.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(15);

    public static Task BecomesTrue(Func<bool> condition, string what) => BecomesTrue(() => Task.FromResult(condition()), what);

    public static async Task BecomesTrue(Func<Task<bool>> condition, string what)
    {
        var end = DateTime.UtcNow + Deadline;
        while (!await condition())
        {
            Assert.True(DateTime.UtcNow < end, $"Not within {Deadline.TotalSeconds} s: {what}.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
