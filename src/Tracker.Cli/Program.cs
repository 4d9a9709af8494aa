using Tracker.Cli;

return CommandLine.Run(args);
