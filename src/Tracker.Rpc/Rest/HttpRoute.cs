using System.Text.RegularExpressions;
using Google.Protobuf.Reflection;
using Tracker.Protocol.Api;

namespace Tracker.Rpc.Rest;

/// <summary>One HTTP route of a method, from its (tracker.api.v1.http) option.</summary>
internal sealed partial class HttpRoute
{
    private HttpRoute(RpcMethod method, string verb, string template, string body)
    {
        var input = method.Descriptor.InputType;
        Verb = verb;
        Template = template;
        // ASP.NET's parameter names cannot be field paths, so {a.b} becomes {p0}.
        Pattern = Parameter().Replace(template, match =>
        {
            var path = match.Groups["path"].Value;
            PathFields.Add(FieldPath.Find(input, path)
                ?? throw new InvalidOperationException($"{method.FullName}: {template} names {path}, which {input.FullName} does not have."));
            return $"{{{(match.Groups["rest"].Success ? "**" : "")}p{PathFields.Count - 1}}}";
        });
        if (Pattern.Contains('=', StringComparison.Ordinal))
            throw new InvalidOperationException($"{method.FullName}: {template} has a pattern other than {{field}} and {{field=**}}.");
        HasBody = body.Length > 0;
        if (body is not ("" or "*"))
        {
            BodyField = input.FindFieldByName(body)
                ?? throw new InvalidOperationException($"{method.FullName}: the body is {body}, which {input.FullName} does not have.");
        }
    }

    public string Verb { get; }

    /// <summary>As declared: "/api/v1alpha1/event/{id}".</summary>
    public string Template { get; }

    /// <summary>As ASP.NET routes it.</summary>
    public string Pattern { get; }

    public List<FieldPath> PathFields { get; } = [];

    public bool HasBody { get; }

    /// <summary>The field that is the body; null when the body is the whole request.</summary>
    public FieldDescriptor? BodyField { get; }

    public bool HasQuery => !HasBody || BodyField is not null;

    public static IEnumerable<HttpRoute> Of(RpcMethod method)
    {
        if (method.Descriptor.GetOptions()?.GetExtension(OptionsExtensions.Http) is not { } rule)
            return [];
        return rule.AdditionalBindings.Prepend(rule).Select(r => r.PatternCase switch
        {
            HttpRule.PatternOneofCase.Get => new HttpRoute(method, "GET", r.Get, r.Body),
            HttpRule.PatternOneofCase.Put => new HttpRoute(method, "PUT", r.Put, r.Body),
            HttpRule.PatternOneofCase.Post => new HttpRoute(method, "POST", r.Post, r.Body),
            HttpRule.PatternOneofCase.Delete => new HttpRoute(method, "DELETE", r.Delete, r.Body),
            HttpRule.PatternOneofCase.Patch => new HttpRoute(method, "PATCH", r.Patch, r.Body),
            _ => throw new InvalidOperationException($"{method.FullName} has an HTTP rule without a path."),
        });
    }

    [GeneratedRegex(@"\{(?<path>[\w.]+)(?<rest>=\*\*)?\}")]
    private static partial Regex Parameter();
}
