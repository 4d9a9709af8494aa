using Tracker.Cli.Runs.Sampling;

namespace Tracker.Cli.Runs.Delivery;

/// <summary>
/// Delivers a run on a thread of its own while the command runs. Whatever the server does, nobody waits for it but in
/// <see cref="Finish"/>, and there not for long.
/// </summary>
internal sealed class LiveDelivery(Courier courier, Courier forKept, Parcel parcel, Spool spool, ParentRun parent)
{
    // At two a second this is fourteen hours without a server.
    private const int MostSamples = 100_000;

    private static readonly TimeSpan Rhythm = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _finishing = new();
    private readonly CancellationTokenSource _end = new();
    private readonly ManualResetEvent _over = new(false);
    private Outcome _last = Outcome.Delivered;

    /// <summary>How many samples there were.</summary>
    public long Taken { get; private set; }

    /// <summary>Samples that found no room.</summary>
    public long Dropped { get; private set; }

    public void Start() => new Thread(Guarded, maxStackSize: 512 * 1024) { IsBackground = true, Name = "delivers" }.Start();

    public void Add(Sample sample)
    {
        var body = SampleBody.Of(sample);
        lock (_gate)
        {
            Taken++;
            if (parcel.Refused is not null) return;
            if (parcel.Samples.Count < MostSamples) parcel.Samples.Add(body);
            else Dropped++;
        }
    }

    /// <summary>Delivers the rest if that is quick, else leaves it in the spool, and tells what there is to warn of.</summary>
    public string? Finish(StopBody stop, IEnumerable<LateRequest> then, TimeSpan grace, CancellationToken impatience)
    {
        lock (_gate)
        {
            if (parcel.Refused is null) parcel.Stop = stop;
            parcel.Then.AddRange(then);
        }
        _finishing.Cancel();
        WaitHandle.WaitAny([_over, impatience.WaitHandle], grace);
        _end.Cancel();
        // Cancelled, it is over in a moment; if it is not, what it was doing is done again later, to no effect.
        _over.WaitOne(TimeSpan.FromMilliseconds(200));
        lock (_gate)
        {
            if (parcel.IsEmpty) return parcel.Refused is { } refused ? $"the run was not recorded: {refused}" : null;
            var why = _last.Fate == Fate.Later ? _last.Why : $"{courier.Target.Server} did not answer in time.";
            return spool.Write(parcel) is { } failure
                ? $"the run is not recorded: {why} It could not be kept either: {failure}"
                : $"{why} The run is kept, and delivered by the next 'tracker run' or by 'tracker run --deliver'.";
        }
    }

    /// <summary>Whatever goes wrong here, the command must not feel it.</summary>
    private void Guarded()
    {
        try
        {
            Work();
        }
        catch (Exception e)
        {
            lock (_gate) _last = new(Fate.Later, e.Message);
        }
        _over.Set();
    }

    private void Work()
    {
        // While the command runs there is time for this, but its end does not wait for it.
        var outer = parent.Find(_finishing.Token);
        lock (_gate) parcel.Begin = parcel.Begin with { Parent = outer };
        var pause = FirstPause;
        while (true)
        {
            var last = _finishing.IsCancellationRequested;
            var outcome = courier.Deliver(parcel, _gate, _end.Token);
            lock (_gate) _last = outcome;
            parent.Tell(parcel.Id);
            if (last) break;
            if (outcome.Fate == Fate.Delivered)
            {
                pause = FirstPause;
                spool.DeliverOne(forKept, _finishing.Token);
                _finishing.Token.WaitHandle.WaitOne(Rhythm);
            }
            else
            {
                // When the command ends while the server is not there, the end does not wait for it once more.
                if (_finishing.Token.WaitHandle.WaitOne(pause)) break;
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
        if (_last.Fate == Fate.Delivered) DeliverKept();
    }

    /// <summary>What earlier runs left, for as long as the end may take anyway.</summary>
    private void DeliverKept()
    {
        while (!_end.IsCancellationRequested && spool.DeliverOne(forKept, _end.Token)) { }
    }
}
