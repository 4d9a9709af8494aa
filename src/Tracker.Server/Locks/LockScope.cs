using Tracker.Server.Operations;

namespace Tracker.Server.Locks;

/// <summary>What is locked: a service, in an environment, for a resource; <c>*</c> stands for all of them.</summary>
[ModuleService]
public readonly record struct LockScope(string Service, string Environment, string Resource)
{
    public const string Any = "*";

    private const char Separator = '\u001f';

    public bool IsWildcard => Service == Any || Environment == Any || Resource == Any;

    /// <summary>The same as one text.</summary>
    public string Key => string.Join(Separator, Service, Environment, Resource);

    public static LockScope? Parse(string key) =>
        key.Split(Separator) is [var service, var environment, var resource] ? new(service, environment, resource) : null;

    /// <summary>Whether only one of the two can be held.</summary>
    public bool ConflictsWith(LockScope other) =>
        Meets(Service, other.Service) && Meets(Environment, other.Environment) && Meets(Resource, other.Resource);

    /// <summary>Whether whoever holds this one has all of the other one.</summary>
    public bool Covers(LockScope other) =>
        (Service == other.Service || Service == Any) && (Environment == other.Environment || Environment == Any) && (Resource == other.Resource || Resource == Any);

    /// <summary>As people read it: <c>shop / production / deployment</c>.</summary>
    public override string ToString() => string.Join(" / ", new[]
    {
        Service == Any ? "every service" : Service,
        Environment == Any ? "every environment" : Environment,
        Resource == Any ? "everything" : Resource,
    }.Where(part => part.Length > 0));

    private static bool Meets(string one, string other) => one == other || one == Any || other == Any;
}
