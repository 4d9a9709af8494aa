using System.Runtime.InteropServices;

namespace Tracker.Server.Insights;

/// <summary>The first traces of versions and pull requests: for each the earliest, and the earliest of another place.</summary>
public sealed class Traces
{
    private readonly Dictionary<(string Service, string Name), Earliest> _found = [];

    /// <param name="service">Empty for a pull request, which may concern several services.</param>
    /// <param name="name">The version, or the pull request's link.</param>
    /// <param name="place">The environment of a deployment; null for an event that is none.</param>
    public void Add(string service, string name, EventEnvironment? place, DateTimeOffset at)
    {
        ref var earliest = ref CollectionsMarshal.GetValueRefOrAddDefault(_found, (service, name), out _);
        earliest = earliest.With((int?)place ?? -1, at);
    }

    /// <summary>The earliest trace that is no deployment to this very environment.</summary>
    public DateTimeOffset? Outside(string service, string name, EventEnvironment environment) =>
        name.Length > 0 && _found.TryGetValue((service, name), out var earliest) ? earliest.Outside((int)environment) : null;

    private readonly record struct Earliest(int Place, DateTimeOffset? At, int OtherPlace, DateTimeOffset? OtherAt)
    {
        public Earliest With(int place, DateTimeOffset at)
        {
            if (At is null || (place == Place && at < At)) return this with { Place = place, At = at };
            if (place == Place) return this;
            if (at < At) return new(place, at, Place, At);
            return OtherAt is null || at < OtherAt ? this with { OtherPlace = place, OtherAt = at } : this;
        }

        public DateTimeOffset? Outside(int place) => Place == place ? OtherAt : At;
    }
}
