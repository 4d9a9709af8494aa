using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Tracker.Storage;

namespace Tracker.Server.Access;

/// <summary>
/// Keeps the framework's Data Protection keys (they sign session cookies and antiforgery tokens) in the store, sealed,
/// so that every replica reads what another one wrote.
/// </summary>
public sealed class DataProtectionKeys(IDatabase database, SecretKey secret, TimeProvider clock) : IXmlRepository
{
    private const string Purpose = "data protection key";
    private const string All = "SELECT sealed FROM data_protection_key ORDER BY id";
    private const string Insert = "INSERT INTO data_protection_key(name, sealed, created_at) VALUES($1, $2, $3)";

    // The framework asks synchronously, at the start and when a key is due: a handful of times in a process's life.
    public IReadOnlyCollection<XElement> GetAllElements() => database
        .QueryAsync(All, r => r.GetFieldValue<byte[]>(0), CancellationToken.None)
        .GetAwaiter().GetResult()
        .ConvertAll(bytes => XElement.Parse(Encoding.UTF8.GetString(secret.Unprotect(bytes, Purpose))));

    public void StoreElement(XElement element, string friendlyName)
    {
        var bytes = secret.Protect(Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting)), Purpose);
        database.WriteAsync(w => w.ExecuteAsync(Insert, friendlyName, bytes, clock.GetUtcNow())).GetAwaiter().GetResult();
    }
}
