using Tracker.Rpc;
using Tracker.Server.Operations;

namespace Tracker.Server.Timelines.Api;

/// <summary>Bodies that are read as a whole, and may have a certain size.</summary>
internal static class BoundedBody
{
    private const int Step = 64 * 1024;

    /// <param name="body">Perhaps already expanded.</param>
    /// <param name="most">In bytes.</param>
    public static async Task<Outcome<byte[]>> ReadAsync(Stream body, int most, CancellationToken ct)
    {
        using var all = new MemoryStream();
        var buffer = new byte[Step];
        while (await body.ReadAsync(buffer, ct) is > 0 and var count)
        {
            if (all.Length + count > most)
                return new Failure(RpcCode.ResourceExhausted, $"The body may have at most {most} bytes.") { HttpStatus = StatusCodes.Status413PayloadTooLarge };
            all.Write(buffer, 0, count);
        }

        return all.ToArray();
    }
}
