using Tracker.Server.Operations.Changes;
using Tracker.Storage;

namespace Tracker.Server.Access;

/// <summary>What another replica changed about users, keys or tokens is forgotten here.</summary>
internal sealed class CredentialChanges(Credentials credentials) : IChangeListener
{
    public void Begin(ChangeCursor at) => credentials.Forget();

    public void Take(IReadOnlyList<Change> changes)
    {
        if (changes.Any(c => c.Topic == Credentials.Topic)) credentials.Forget();
    }
}
