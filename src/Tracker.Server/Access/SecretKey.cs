using System.Security.Cryptography;
using System.Text;
using Tracker.Server.Operations;
using Tracker.Storage;

namespace Tracker.Server.Access;

/// <summary>
/// Encrypts the secrets in the store with a key that does not lie in it: <c>TRACKER_SECRET_KEY</c>, or the file
/// <c>secret.key</c> in the data folder, readable by its owner alone.
/// </summary>
[ModuleService]
public sealed class SecretKey
{
    private const string FileName = "secret.key";
    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly byte[] _key;

    private SecretKey(string text) =>
        // The text may be any passphrase of 32 characters or more: a fixed-length key is derived from it.
        _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(text), 32, info: "tracker secrets v1"u8.ToArray());

    /// <exception cref="SettingsException">With PostgreSQL, there is neither a setting nor a file.</exception>
    public static SecretKey Load(AccessOptions access, StorageOptions storage)
    {
        if (access.SecretKey is { } text) return new(text);
        var path = Path.Combine(storage.DataDirectory, FileName);
        if (File.Exists(path)) return new(File.ReadAllText(path).Trim());
        if (storage.DatabaseUrl is not null)
        {
            // A key of its own for each replica could not read what another one wrote.
            throw new SettingsException(
            [
                "TRACKER_SECRET_KEY: with DATABASE_URL every replica needs the same key; set it to a text of at least "
                + $"32 characters, or put the file {FileName} into DATA_DIR.",
            ]);
        }

        Directory.CreateDirectory(storage.DataDirectory);
        var made = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var file = new StreamWriter(path, Encoding.ASCII, options)) file.WriteLine(made);
        return new(made);
    }

    /// <summary>AES-256-GCM: nonce, ciphertext, tag.</summary>
    public byte[] Protect(ReadOnlySpan<byte> plain, string purpose)
    {
        var sealedBytes = new byte[NonceSize + plain.Length + TagSize];
        var nonce = sealedBytes.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_key, TagSize);
        aes.Encrypt(nonce, plain, sealedBytes.AsSpan(NonceSize, plain.Length), sealedBytes.AsSpan(NonceSize + plain.Length), Encoding.UTF8.GetBytes(purpose));
        return sealedBytes;
    }

    /// <exception cref="CryptographicException">Another key, another purpose, or changed bytes.</exception>
    public byte[] Unprotect(ReadOnlySpan<byte> sealedBytes, string purpose)
    {
        if (sealedBytes.Length < NonceSize + TagSize) throw new CryptographicException("Too short to be a sealed secret.");
        var plain = new byte[sealedBytes.Length - NonceSize - TagSize];
        using var aes = new AesGcm(_key, TagSize);
        aes.Decrypt(sealedBytes[..NonceSize], sealedBytes[NonceSize..^TagSize], sealedBytes[^TagSize..], plain, Encoding.UTF8.GetBytes(purpose));
        return plain;
    }
}
