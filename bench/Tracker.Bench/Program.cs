using Tracker.Bench;
using Tracker.Bench.Denominators;

if (args is ["--serve", var denominator])
{
    await DenominatorServer.RunAsync(denominator);
    return 0;
}
return await Bench.RunAsync(args);
