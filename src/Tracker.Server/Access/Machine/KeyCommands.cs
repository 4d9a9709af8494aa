using System.CommandLine;
using System.Globalization;
using Tracker.Protocol.Api;
using Tracker.Server.Access.Keys;
using Tracker.Server.Operations;

namespace Tracker.Server.Access.Machine;

/// <summary><c>admin key create|list|revoke</c>.</summary>
internal static class KeyCommands
{
    public static Command All()
    {
        var name = new Argument<string>("name") { Description = "What uses the key." };
        var days = new Option<int?>("--days") { Description = "For how many days it is valid; without it, until it is revoked." };
        days.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && !(int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n is >= 1 and <= 3650))
                result.AddError($"--days: \"{token.Value}\" is not allowed; it may be 1 to 3650.");
        });
        var scope = Scopes.Option();
        return new Command("key", "API keys, for machines.")
        {
            AdminCommand.Acting("create", "Makes a key and prints it, this once.", (p, s, ct) => CreateAsync(p, p.GetValue(name)!, Scopes.Of(p.GetValue(scope)), p.GetValue(days), s, ct), name, scope, days),
            AdminCommand.Acting("list", "Lists the keys; their texts are not kept.", ListAsync),
            AdminCommand.Acting("revoke", "Ends a key.", (p, s, ct) => RevokeAsync(p, p.GetValue(name)!, s, ct), name),
        };
    }

    private static async Task<Failure?> CreateAsync(ParseResult parsed, string name, Scope scope, int? days, IServiceProvider services, CancellationToken ct)
    {
        var expires = days is { } d ? services.GetRequiredService<TimeProvider>().GetUtcNow().AddDays(d) : (DateTimeOffset?)null;
        if (!(await services.GetRequiredService<ApiKeyService>().CreateAsync(name, scope, expires, AdminCommand.Machine, ct)).TryGet(out var made, out var failure)) return failure;
        await parsed.InvocationConfiguration.Error.WriteLineAsync($"The key {made.Key.Name}, shown this once; it may {AccessApi.NameOf(scope)}:");
        await parsed.InvocationConfiguration.Output.WriteLineAsync(made.Text);
        return null;
    }

    private static async Task<Failure?> ListAsync(ParseResult parsed, IServiceProvider services, CancellationToken ct)
    {
        var keys = await services.GetRequiredService<ApiKeyService>().ListAsync(ApiKeyService.Most, 0, ct);
        await TextTable.WriteAsync(
            parsed.InvocationConfiguration.Output, ["NAME", "SCOPE", "MADE", "BY", "VALID UNTIL", "LAST USED", "ID"],
            keys.Select(k => new[] { k.Name, AccessApi.NameOf(k.Scope), TextTable.Time(k.CreatedAt), k.CreatedBy, TextTable.Time(k.ExpiresAt), TextTable.Time(k.UsedAt), k.Id.ToString() }));
        return null;
    }

    private static async Task<Failure?> RevokeAsync(ParseResult parsed, string name, IServiceProvider services, CancellationToken ct)
    {
        var keys = services.GetRequiredService<ApiKeyService>();
        if (!(await keys.ByNameAsync(name, ct)).TryGet(out var key, out var failure)) return failure;
        if ((await keys.RevokeAsync(key.Id, AdminCommand.Machine, ct)).Failure is { } refused) return refused;
        await parsed.InvocationConfiguration.Error.WriteLineAsync($"The key {name} is revoked. Running servers refuse it within ten seconds.");
        return null;
    }
}
