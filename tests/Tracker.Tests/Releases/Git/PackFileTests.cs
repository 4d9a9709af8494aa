using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Tracker.Server.Releases.Git.Packs;
using Tracker.Testing;
using Tracker.Testing.Sources;

#pragma warning disable CA5350 // Git names its objects by SHA-1.

namespace Tracker.Tests.Releases.Git;

/// <summary>Packs that git wrote, and what may be made of them.</summary>
public sealed class PackFileTests
{
    private const int Files = 60;
    private static readonly int Rounds = LongRun.Scale(400, 40_000);

    [Theory]
    [InlineData("--delta-base-offset")]
    [InlineData("--no-reuse-delta")]
    public async Task Every_object_is_found_by_its_id(string option)
    {
        using var folder = new TempFolder();
        var (repository, pack) = await PackAsync(folder, option);
        var listed = await repository.GitAsync(null, "-C", repository.Folder, "cat-file", "--batch-all-objects", "--batch-check");
        var verified = await repository.GitAsync(null, "verify-pack", "-v", Directory.GetFiles(folder.FullPath, "pack-*.idx").Single());
        Assert.Contains("chain length = 1:", verified);
        var read = new PackFile(pack);
        foreach (var line in listed.Split('\n'))
        {
            var (id, type, size) = line.Split(' ') is [var i, var t, var s] ? (i, Enum.Parse<PackObjectType>(t, ignoreCase: true), int.Parse(s)) : throw new InvalidOperationException(line);
            Assert.Equal(size, read.SizeOf(id));
            Assert.Equal(size, read.Find(type, id)!.Length);
        }

        Assert.Null(read.Find(PackObjectType.Blob, new string('0', 40)));
    }

    [Fact]
    public async Task A_pack_that_was_tampered_with_is_refused_or_read_as_it_is()
    {
        using var folder = new TempFolder();
        var (repository, pack) = await PackAsync(folder, "--delta-base-offset");
        var tip = await repository.TipAsync("main");
        var random = new Random(7);
        var refused = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = pack.ToArray();
            if (round % 4 == 3) bytes = bytes[..random.Next(bytes.Length)];
            else for (var i = random.Next(1, 4); i > 0; i--) bytes[random.Next(4, bytes.Length - 20)] = (byte)random.Next(256);
            if (bytes.Length > 32) SHA1.HashData(bytes.AsSpan(0, bytes.Length - 20)).CopyTo(bytes.AsSpan(bytes.Length - 20));
            try
            {
                var read = new PackFile(bytes);
                read.SizeOf(tip);
                read.Find(PackObjectType.Blob, new string('0', 40));
            }
            catch (PackException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, Rounds / 4, Rounds);
    }

    [Fact]
    public async Task A_wrong_checksum_is_refused()
    {
        using var folder = new TempFolder();
        var (_, pack) = await PackAsync(folder, "--delta-base-offset");
        pack[^1] ^= 1;
        Assert.Contains("checksum", Assert.Throws<PackException>(() => new PackFile(pack)).Message);
    }

    [Fact]
    public void A_pack_that_inflates_to_more_than_is_read_is_refused()
    {
        using var zipped = new MemoryStream();
        using (var zlib = new ZLibStream(zipped, CompressionLevel.Fastest, leaveOpen: true)) zlib.Write(new byte[1 << 20]);
        // What counts is what the objects say, before any memory is spent on them: one of 1 MB, one of 256.
        byte[] objects = [.. Head(1 << 20), .. zipped.ToArray(), .. Head(256 << 20), .. zipped.ToArray()];
        byte[] pack = [.. "PACK"u8, 0, 0, 0, 2, 0, 0, 0, 2, .. objects];
        Assert.Contains("inflated", Assert.Throws<PackException>(() => new PackFile((byte[])[.. pack, .. SHA1.HashData(pack)])).Message);
    }

    [Theory]
    [InlineData("", 1u)]
    [InlineData("Wikipedia", 0x11E60398u)]
    public void The_checksum_of_zlib_is_known(string text, uint expected)
    {
        var sum = new Adler32();
        sum.Add(Encoding.ASCII.GetBytes(text));
        Assert.Equal(expected, sum.Value);
    }

    [Theory]
    [InlineData(new byte[] { 3, 4, 0x91, 0, 3, 1, (byte)'!' }, "abc!")]
    [InlineData(new byte[] { 3, 2, 0x91, 1, 2 }, "bc")]
    [InlineData(new byte[] { 4, 2, 0x91, 1, 2 }, null)]
    [InlineData(new byte[] { 3, 2, 0x91, 2, 2 }, null)]
    [InlineData(new byte[] { 3, 9, 0x91, 1, 2 }, null)]
    [InlineData(new byte[] { 3, 1, 0x91, 1, 2 }, null)]
    [InlineData(new byte[] { 3, 1, 0 }, null)]
    [InlineData(new byte[] { 3, 1, 5, 1 }, null)]
    [InlineData(new byte[] { 3, 1, 0x9f, 0xff, 0xff, 0xff, 0xff, 1 }, null)]
    [InlineData(new byte[] { 0x83 }, null)]
    public void A_delta_copies_and_adds_within_its_bounds(byte[] delta, string? result)
    {
        if (result is null) Assert.Throws<PackException>(() => Delta.Apply("abc"u8, delta, 100));
        else Assert.Equal(Encoding.ASCII.GetBytes(result), Delta.Apply("abc"u8, delta, 100));
    }

    private static byte[] Head(int size)
    {
        var head = new List<byte> { (byte)(0x30 | (size & 15) | 0x80) };
        for (size >>= 4; ; size >>= 7)
        {
            head.Add((byte)((size & 0x7f) | (size > 0x7f ? 0x80 : 0)));
            if (size <= 0x7f) return [.. head];
        }
    }

    private static async Task<(GitRepository Repository, byte[] Pack)> PackAsync(TempFolder folder, string option)
    {
        Requires.Program("git", "git");
        var repository = new GitRepository(folder.PathOf("repository.git"));
        await repository.GitAsync(null, "init", "--quiet", "--bare", "--initial-branch=main", repository.Folder);
        var random = new Random(3);
        var common = Convert.ToBase64String(Enumerable.Range(0, 6000).Select(_ => (byte)random.Next(256)).ToArray(), Base64FormattingOptions.InsertLineBreaks);
        var files = Enumerable.Range(0, Files).ToDictionary(i => $"folder/file{i}", i => (string?)$"{i}\n{common}{new string('x', i)}\n");
        files["empty"] = "";
        await repository.CommitAsync(files);
        files["folder/file1"] = "changed";
        await repository.CommitAsync(files);
        await repository.GitAsync(null, "-C", repository.Folder, "pack-objects", "--all", option, folder.PathOf("pack"));
        var bytes = await File.ReadAllBytesAsync(Directory.GetFiles(folder.FullPath, "pack-*.pack").Single());
        return (repository, bytes);
    }
}
