using Tracker.Protocol.Api;
using Tracker.Server.Web.Components;

namespace Tracker.Server.Access.Pages;

/// <summary>Scopes in words for people.</summary>
internal static class AccessWords
{
    private static readonly (Scope Scope, string Words)[] All =
        [(Scope.Read, "see everything"), (Scope.Write, "see and record"), (Scope.Admin, "administer")];

    public static string Of(Scope scope) => All.FirstOrDefault(s => s.Scope == scope).Words ?? "nothing";

    public static Scope Parse(string? name) => All.FirstOrDefault(s => AccessApi.NameOf(s.Scope) == name).Scope;

    public static IReadOnlyList<Choice> Choices(Scope most = Scope.Admin) =>
        [.. All.Where(s => s.Scope <= most).Select(s => new Choice(AccessApi.NameOf(s.Scope), s.Words))];
}
