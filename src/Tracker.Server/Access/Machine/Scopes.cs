using System.CommandLine;
using Tracker.Protocol.Api;

namespace Tracker.Server.Access.Machine;

/// <summary>The option that says what somebody may do.</summary>
internal static class Scopes
{
    public static Option<string> Option()
    {
        var option = new Option<string>("--scope") { Description = "What it allows.", DefaultValueFactory = _ => "write" };
        option.AcceptOnlyFromAmong("read", "write", "admin");
        return option;
    }

    public static Scope Of(string? text) => text switch { "read" => Scope.Read, "admin" => Scope.Admin, _ => Scope.Write };
}
