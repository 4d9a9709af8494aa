namespace Tracker.Tests.Demo;

/// <summary>"What changed before this?" is held against months whose causes are known.</summary>
[Collection(nameof(FilledStore))]
public sealed class WhatChangedBeforeTests(FilledStoreFixture fixture, ITestOutputHelper output)
{
    private const double Part = 0.95;

    [Fact]
    public async Task The_true_cause_is_among_the_first_rows_and_every_reason_holds()
    {
        var proof = new Proof(fixture.Store);
        await proof.RunAsync();

        Judge([proof]);
    }

    [Fact(Explicit = true)]
    public async Task So_it_is_in_many_months()
    {
        var proofs = new List<Proof>();
        for (var seed = 100; seed < 120; seed++)
        {
            // Some end at night, some at a weekend.
            await using var store = await FilledStore.CreateAsync(seed, FilledStore.End.AddHours(7 * (seed - 100)));
            var proof = new Proof(store);
            await proof.RunAsync();
            proofs.Add(proof);
        }

        Judge(proofs);
    }

    private void Judge(List<Proof> proofs)
    {
        var (asked, missed) = (proofs.Sum(p => p.Asked), proofs.SelectMany(p => p.Missed).ToList());
        output.WriteLine($"{asked - missed.Count} of {asked} causes are among the first {Proof.Looked}.\n{string.Join('\n', missed)}");
        Assert.True(asked >= 25 * proofs.Count, $"Only {asked} effects came about.");
        Assert.Empty(proofs.SelectMany(p => p.Untrue));
        Assert.True(missed.Count <= asked * (1 - Part), $"{missed.Count} of {asked} missed:\n{string.Join('\n', missed)}");
    }
}
