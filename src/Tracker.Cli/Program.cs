using System.Runtime.Versioning;
using Tracker.Cli;

// It replaces itself by the server, and passes signals on.
[assembly: UnsupportedOSPlatform("windows")]

return CommandLine.Run(ProgramName.Read(), args);
