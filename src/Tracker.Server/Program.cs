using Tracker.Server;
using Tracker.Server.Access.Machine;
using Tracker.Server.Demo;
using Tracker.Server.Operations;
using Tracker.Server.Timelines.Agents.Role;
using Tracker.Storage;

if (args is ["admin", ..]) return await AdminCommand.RunAsync(args[1..]);
if (args is ["config", "check", ..]) return ConfigCheck.Run(args[2..], Console.Out, Console.Error);

if (args is ["agent", ..]) return await AgentServer.RunAsync(args[1..]);

try
{
    if (!await DemoCommand.PrepareAsync(args, Console.Error)) return 1;
    await using var app = await TrackerServer.CreateAsync(args);
    await app.RunAsync();
    return 0;
}
catch (SettingsException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 2;
}
catch (Exception e) when (e is StorageUnavailableException or StorageStartException or IOException)
{
    await Console.Error.WriteLineAsync("Tracker cannot start: " + e.Message);
    return 1;
}
