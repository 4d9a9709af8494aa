namespace Tracker.Server.Releases.Git.Packs;

/// <summary>The checksum at the end of zlib's format (RFC 1950).</summary>
internal struct Adler32()
{
    private const uint Modulus = 65521;

    // So many bytes can be added before the sums outgrow 32 bits.
    private const int Run = 5552;

    private uint _a = 1;
    private uint _b;

    public readonly uint Value => (_b << 16) | _a;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var run = bytes[..Math.Min(Run, bytes.Length)];
            foreach (var b in run)
            {
                _a += b;
                _b += _a;
            }

            _a %= Modulus;
            _b %= Modulus;
            bytes = bytes[run.Length..];
        }
    }
}
