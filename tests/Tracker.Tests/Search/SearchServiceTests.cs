using Microsoft.Extensions.Logging.Abstractions;
using Tracker.Protocol.Api;
using Tracker.Protocol.Searches;
using Tracker.Server.Access;
using Tracker.Server.Search;
using Tracker.Testing;

namespace Tracker.Tests.Search;

/// <summary>What one part does holds up no other.</summary>
public sealed class SearchServiceTests
{
    private static readonly Principal Reader = new("key:one", "one", Scope.Read);

    [Fact]
    public async Task A_part_that_fails_says_so_and_the_others_answer()
    {
        var service = Service(
            new FakeClock(),
            new Part(1, "broken", _ => throw new InvalidOperationException("on purpose")),
            new Part(2, "sound", text => Task.FromResult(new List<SearchHit> { text.Hit("shop", "shop", "", "/shop", null) })));
        var groups = (await service.FindAsync("shop", Reader, TestContext.Current.CancellationToken)).OrThrow().Groups;
        Assert.Equal([("sound", ""), ("broken", "broken cannot be searched at the moment.")], groups.Select(g => (g.Name, g.Problem)));
    }

    [Fact]
    public async Task A_part_that_never_answers_is_left_behind()
    {
        var (clock, asked, never) = (new FakeClock(), new TaskCompletionSource(), new TaskCompletionSource<List<SearchHit>>());
        var service = Service(clock, new Part(1, "slow", _ =>
        {
            asked.SetResult();
            return never.Task;
        }));
        var answer = service.FindAsync("shop", Reader, TestContext.Current.CancellationToken);
        await asked.Task;
        clock.Advance(SearchService.Longest);
        Assert.Equal("slow took longer than 2 s to search.", Assert.Single((await answer).OrThrow().Groups).Problem);
    }

    [Fact]
    public async Task What_fits_best_stands_first_and_no_group_is_long()
    {
        var many = Enumerable.Range(1, 20).Select(i => $"my shop {i}").Append("shop").ToList();
        var service = Service(
            TimeProvider.System,
            new Part(1, "parts", text => Task.FromResult(many.Where(n => n != "shop").Select(n => text.Hit(n, n, "", "/" + n, null)).ToList())),
            new Part(2, "exact", text => Task.FromResult(many.Select(n => text.Hit(n, n, "", "/" + n, null)).ToList())));
        var groups = (await service.FindAsync(" Shop ", Reader, TestContext.Current.CancellationToken)).OrThrow().Groups;
        Assert.Equal(["exact", "parts"], groups.Select(g => g.Name));
        Assert.Equal(("shop", SearchMatch.Exact), (groups[0].Hits[0].Title, groups[0].Hits[0].Match));
        Assert.All(groups, g => Assert.Equal((SearchText.Most, $"/{g.Name}?q=Shop"), (g.Hits.Count, g.More)));
    }

    [Theory]
    [InlineData("nightly  backup", "The nightly backup of ledger", true)]
    [InlineData("backup nightly", "The nightly backup of ledger", false)]
    [InlineData("aa", "a", false)]
    public void Words_are_looked_for_in_their_order(string text, string name, bool isIn) => Assert.Equal(isIn, new SearchText(text, Reader).IsIn(name));

    private static SearchService Service(TimeProvider clock, params Part[] parts) => new(parts, clock, NullLogger<SearchService>.Instance);

    private sealed class Part(int order, string name, Func<SearchText, Task<List<SearchHit>>> find) : ISearchable
    {
        SearchPart ISearchable.Part { get; } = new(order, name, name, "/" + name);

        public Task<List<SearchHit>> FindAsync(SearchText text, CancellationToken ct) => find(text);
    }
}
