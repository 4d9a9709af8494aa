using Microsoft.AspNetCore.Http;
using Tracker.Testing;
using Tracker.Testing.Sources;

namespace Tracker.Tests.Releases.Polling;

/// <summary>A real registry behind something that keeps an answer back while a test wants it to.</summary>
internal sealed class SlowRegistry : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private readonly TaskCompletionSource _held = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RegistryServer _registry = null!;
    private LoopbackServer _front = null!;
    private int _holds;

    public string Authority => _front.Url.Authority;

    /// <summary>Where images are pushed to, past what slows it down.</summary>
    public Uri Registry => _registry.Url;

    /// <summary>An answer was made and is kept back.</summary>
    public Task Held => _held.Task;

    public static async Task<SlowRegistry> StartAsync()
    {
        var slow = new SlowRegistry { _registry = await RegistryServer.StartAsync() };
        slow._front = await LoopbackServer.StartAsync(slow.AnswerAsync);
        return slow;
    }

    /// <summary>The next answer is as things are now, and is delivered when the test says so.</summary>
    public void HoldNext() => Interlocked.Exchange(ref _holds, 1);

    public void GoOn() => _goOn.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        GoOn();
        _http.Dispose();
        await _front.DisposeAsync();
        await _registry.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), new Uri(_registry.Url, http.Request.Path + http.Request.QueryString));
        foreach (var name in new[] { "Accept", "If-None-Match" })
        {
            if (http.Request.Headers[name] is { Count: > 0 } values) request.Headers.TryAddWithoutValidation(name, values.ToArray());
        }

        using var response = await _http.SendAsync(request);
        var body = await response.Content.ReadAsByteArrayAsync();
        http.Response.StatusCode = (int)response.StatusCode;
        foreach (var name in new[] { "Docker-Content-Digest", "ETag" })
        {
            if (response.Headers.TryGetValues(name, out var values)) http.Response.Headers[name] = values.ToArray();
        }

        http.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        http.Response.ContentLength = response.Content.Headers.ContentLength;
        if (Interlocked.Exchange(ref _holds, 0) == 1)
        {
            _held.TrySetResult();
            await _goOn.Task;
        }

        if (body.Length > 0) await http.Response.Body.WriteAsync(body);
    }
}
