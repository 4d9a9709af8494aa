using Tracker.Protocol.Api;

namespace Tracker.Server.Web;

/// <summary>
/// What a page's reader must be allowed to do; Read where a page says nothing. A page that handles a form of its own
/// says Write or Admin, because its endpoint takes the post as well.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PageScopeAttribute(Scope scope) : Attribute
{
    public Scope Scope => scope;
}
