using System.CommandLine;
using Tracker.Cli.Connect;

namespace Tracker.Cli.Timelines;

/// <summary>Where messages go and what host they name, as <c>upto-client</c> spells it.</summary>
internal sealed class TimelineOptions
{
    private const int StandardPort = 8123;

    private readonly Option<string?> _remoteHost = new("--remotehost", "-rh", "--rh") { Description = "Where datagrams go; the machine of the server unless given.", HelpName = "name", Recursive = true };
    private readonly Option<int> _remotePort = new("--remoteport", "-rp", "--rp") { Description = "The port there.", HelpName = "port", DefaultValueFactory = _ => StandardPort, Recursive = true };
    private readonly Option<string?> _hostname = new("--hostname", "-n") { Description = "Where the event happens. Its end must name the same.", HelpName = "name", Recursive = true };
    private readonly Option<bool> _autoHost = new("--autohost", "-a") { Description = "It happens on this machine, by its name.", Recursive = true };
    private readonly Option<bool> _autoIP = new("--autoip", "-i") { Description = "It happens on this machine, by the address that the server sees.", Recursive = true };
    private readonly Option<bool> _http = new("--http") { Description = "Sends it to the server over HTTP and waits until it is stored.", Recursive = true };

    public TimelineOptions()
    {
        _remotePort.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() is < 1 or > 65535) result.AddError("--remoteport may be from 1 to 65535.");
        });
    }

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _remoteHost, _remotePort, _hostname, _autoHost, _autoIP, _http }) command.Options.Add(option);
    }

    public bool IsHttp(Session session) => session.Get(_http);

    public int Port(Session session) => session.Get(_remotePort);

    public string RemoteHost(Session session) => session.Get(_remoteHost) ?? SharedOptions.TargetOf(session.Parsed).Server.IdnHost;

    /// <summary>A name that is given goes before one that is found.</summary>
    public string Host(Session session) => session.Get(_hostname) ?? (session.Get(_autoHost) ? Environment.MachineName : "");

    public bool AutoIP(Session session) => session.Get(_autoIP) && Host(session).Length == 0;
}
