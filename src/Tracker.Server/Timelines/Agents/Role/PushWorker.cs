using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Tracker.Server.Operations.Outbound;

namespace Tracker.Server.Timelines.Agents.Role;

/// <summary>
/// Delivers the spool to the server. What was sent and not acknowledged is sent again: the same messages make the same
/// timelines, however often they come.
/// </summary>
internal sealed class PushWorker : BackgroundService
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly Spool _spool;
    private readonly AgentOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<PushWorker> _log;
    private readonly HttpClient _http;
    private long _delivered;
    private long _refused;

    public PushWorker(Spool spool, AgentOptions options, TimeProvider clock, ILogger<PushWorker> log)
    {
        (_spool, _options, _clock, _log) = (spool, options, clock, log);
        // A context's name may be a path of its own; the answer has a word for each message.
        var handler = new SocketsHttpHandler { SslOptions = OutboundTrust.Options(options.Authorities), AllowAutoRedirect = false };
        _http = new(handler) { Timeout = Timeout, MaxResponseContentBufferSize = 4 << 20 };
        if (options.Token is { } token) _http.DefaultRequestHeaders.Authorization = new("Bearer", token);
    }

    public long Delivered => Volatile.Read(ref _delivered);

    public long Refused => Volatile.Read(ref _refused);

    /// <summary>Why nothing is delivered at the moment.</summary>
    public string? Error { get; private set; }

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_options.Server is null) return;
        var pause = FirstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var messages = await _spool.ReadAsync(0, stoppingToken);
                if (messages.Count == 0)
                {
                    await _spool.WaitAsync(Look, stoppingToken);
                    continue;
                }

                foreach (var context in messages.GroupBy(m => m.Context)) await SendAsync(context.Key, [.. context], stoppingToken);
                await _spool.DeleteAsync(messages[^1].Sequence, stoppingToken);
                (Error, pause) = (null, FirstPause);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                if (Error is null) _log.LogWarning("{Count} messages wait: {Server} does not take them now: {Reason}", _spool.Count, _options.Server, e.Message);
                Error = e.Message;
                await Task.Delay(pause * (0.5 + Random.Shared.NextDouble()), _clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    private async Task SendAsync(string context, List<SpooledMessage> messages, CancellationToken ct)
    {
        using var content = new StringContent($"[{string.Join(',', messages.Select(m => m.Json))}]", Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        var path = $"{_options.Server!.AbsoluteUri.TrimEnd('/')}/api/contexts/{Uri.EscapeDataString(context)}/events";
        using var answer = await _http.PostAsync(new Uri(path), content, ct);
        if (answer.IsSuccessStatusCode)
        {
            await CountAsync(context, messages.Count, answer, ct);
            return;
        }

        // Asked again, the server would say the same. Everything else may be mended: a key, a quota, a proxy, a full disk.
        if (answer.StatusCode is not (HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge)) throw new HttpRequestException($"{(int)answer.StatusCode} {answer.ReasonPhrase}");
        if (messages.Count == 1)
        {
            Interlocked.Increment(ref _refused);
            _log.LogError("{Server} will not take a message for {Context}, which is dropped: {Answer}", _options.Server, context, await answer.Content.ReadAsStringAsync(ct));
            return;
        }

        var half = messages.Count / 2;
        await SendAsync(context, messages[..half], ct);
        await SendAsync(context, messages[half..], ct);
    }

    private async Task CountAsync(string context, int sent, HttpResponseMessage answer, CancellationToken ct)
    {
        using var outcomes = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(ct));
        var refused = outcomes.RootElement.ValueKind == JsonValueKind.Array
            ? outcomes.RootElement.EnumerateArray().Count(o => o.TryGetProperty("outcome", out var outcome) && outcome.GetString() is "invalid" or "full")
            : 0;
        Interlocked.Add(ref _delivered, sent - refused);
        if (refused == 0) return;
        Interlocked.Add(ref _refused, refused);
        _log.LogWarning("{Server} did not take {Count} messages for {Context}, which are dropped", _options.Server, refused, context);
    }
}
