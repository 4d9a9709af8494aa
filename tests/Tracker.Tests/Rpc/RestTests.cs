using System.Net;
using System.Text;
using System.Text.Json;

namespace Tracker.Tests.Rpc;

/// <summary>Routes, parameters, bodies and errors of the REST transport.</summary>
public sealed class RestTests : IAsyncLifetime
{
    private KitchenHost _host = null!;
    private HttpClient _http = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await KitchenHost.StartAsync();
        _http = new HttpClient { BaseAddress = _host.Rest };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_body_is_read_and_written_as_proto_JSON()
    {
        var (status, json) = await PostAsync("/api/kitchen/echo", """{"string_field":"soup","int64Field":5,"heat":3,"optInt":0,"timeToLive":"3.50s","unknown":{"a":[1]}}""");
        Assert.Equal(200, status);
        Assert.Equal("soup", json.GetProperty("stringField").GetString());
        Assert.Equal("5", json.GetProperty("int64Field").GetString());
        Assert.Equal("hot", json.GetProperty("heat").GetString());
        Assert.Equal("3.5s", json.GetProperty("timeToLive").GetString());
        Assert.Equal(0, json.GetProperty("optInt").GetInt32());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("createdAt").ValueKind);
        Assert.Equal(0, json.GetProperty("strings").GetArrayLength());
        Assert.Equal("", json.GetProperty("otherName").GetString());
        Assert.False(json.TryGetProperty("optString", out _));
        Assert.False(json.TryGetProperty("asText", out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  \n")]
    [InlineData("{}")]
    [InlineData("\uFEFF{}")]
    public async Task An_empty_body_is_an_empty_request(string body) => Assert.Equal(200, (await PostAsync("/api/kitchen/echo", body)).Status);

    [Theory]
    [InlineData("soup", "soup")]
    [InlineData("a%2Fb", "a/b")]
    [InlineData("a%252Fb", "a%2Fb")]
    [InlineData("100%25", "100%")]
    [InlineData("%25zz", "%zz")]
    [InlineData("caf%C3%A9", "café")]
    [InlineData("a.b..c", "a.b..c")]
    [InlineData("a%20b+c", "a b+c")]
    [InlineData("%3Fq%23h", "?q#h")]
    [InlineData("%F0%9F%8D%B2", "🍲")]
    [InlineData("b:c", "b:c")]
    public async Task Path_values_are_unescaped_once(string escaped, string value)
    {
        var (status, json) = await GetAsync($"/api/kitchen/dishes/{escaped}");
        Assert.Equal((200, value), (status, json.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Nested_path_fields_and_the_rest_of_a_path_are_bound()
    {
        var (_, json) = await GetAsync("/api/kitchen/rooms/north%2Fwest/dishes/soup");
        Assert.Equal("north/west", json.GetProperty("room").GetProperty("name").GetString());
        var (_, rest) = await GetAsync("/api/kitchen/shelf/7/a/b/c");
        Assert.Equal((7, "a/b/c"), (rest.GetProperty("number").GetInt32(), rest.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task The_query_is_bound_in_both_spellings()
    {
        var (_, json) = await GetAsync("/api/kitchen/dishes/soup?pageSize=7&heat=hot&tag_names=a&tagNames=b&heats=1&heats=medium&deep=true"
            + "&big_number=9007199254740993&room.name=cellar&room.inner.size=3&sinceTime=2020-01-02T03:04:05%2B02:00&wait_for=1.5s&flag=false"
            + "&blob=AQI&ratio=1.5&optNum=0&fields=name,room.size&unknown=1&room.unknown=2&name=ignored");
        Assert.Equal("soup", json.GetProperty("name").GetString());
        Assert.Equal(7, json.GetProperty("pageSize").GetInt32());
        Assert.Equal("hot", json.GetProperty("heat").GetString());
        Assert.Equal("""["a","b"]""", json.GetProperty("tagNames").GetRawText());
        Assert.Equal("""["mild","medium"]""", json.GetProperty("heats").GetRawText());
        Assert.Equal("9007199254740993", json.GetProperty("bigNumber").GetString());
        Assert.Equal("cellar", json.GetProperty("room").GetProperty("name").GetString());
        Assert.Equal(3, json.GetProperty("room").GetProperty("inner").GetProperty("size").GetInt32());
        Assert.Equal("2020-01-02T01:04:05Z", json.GetProperty("sinceTime").GetString());
        Assert.Equal("1.5s", json.GetProperty("waitFor").GetString());
        Assert.False(json.GetProperty("flag").GetBoolean());
        Assert.Equal("AQI=", json.GetProperty("blob").GetString());
        Assert.Equal(0, json.GetProperty("optNum").GetInt32());
        Assert.Equal("name,room.size", json.GetProperty("fields").GetString());
    }

    [Fact]
    public async Task Empty_parameters_of_a_form_are_no_values()
    {
        var (status, json) = await GetAsync("/api/kitchen/dishes/soup?heat=&pageSize=&flag=&sinceTime=&optNum=");
        Assert.Equal(200, status);
        Assert.Equal(JsonValueKind.Null, json.GetProperty("pageSize").ValueKind);
        Assert.False(json.TryGetProperty("optNum", out _));
    }

    [Theory]
    [InlineData("heat=lukewarm", "heat: 'lukewarm' is not one of mild, medium, hot, burning.")]
    [InlineData("pageSize=-1", "page_size: must be a whole number from 0 to 4294967295.")]
    [InlineData("room.inner.size=x", "room.inner.size: must be a whole number from 0 to 4294967295.")]
    [InlineData("deep=maybe", "deep: must be true or false, not 'maybe'.")]
    [InlineData("sinceTime=yesterday", "since_time: must be an RFC 3339 time such as 2006-01-02T15:04:05Z, not 'yesterday'.")]
    [InlineData("waitFor=3", "wait_for: must be a duration in seconds such as 3.5s, not '3'.")]
    [InlineData("blob=***", "blob: is not base64.")]
    [InlineData("room=x", "room: cannot be given as a parameter.")]
    [InlineData("ratio=much", "ratio: must be a number, not 'much'.")]
    [InlineData("room.name=a-name-longer-than-twenty", "room.name may have at most 20 characters.")]
    [InlineData("tagNames=%00", "tag_names[0] may not contain the character U+0000.")]
    public async Task Wrong_parameters_are_named(string query, string message) =>
        Refuses(await GetAsync($"/api/kitchen/dishes/soup?{query}"), 400, 3, message);

    [Theory]
    [InlineData("""{"heat":"lukewarm"}""", "heat: 'lukewarm' is not one of mild, medium, hot, burning.")]
    [InlineData("""{"nested":{"numbers":[1,"x"]}}""", "nested.numbers[1]: must be a whole number from -9223372036854775808 to 9223372036854775807.")]
    [InlineData("""{"nesteds":[{},{"text":1}]}""", "nesteds[1].text: must be a string, not a number.")]
    [InlineData("""{"labels":{"a":1}}""", "labels[a]: must be a string, not a number.")]
    [InlineData("""{"byNumber":{"x":{}}}""", "by_number[x]: has a key that is not a whole number in range.")]
    [InlineData("""{"strings":[null]}""", "strings[0]: cannot be null.")]
    [InlineData("""{"strings":"a"}""", "strings: must be an array, not a string.")]
    [InlineData("""{"nested":[]}""", "nested: must be an object, not an array.")]
    [InlineData("""{"asText":"a","asNumber":1}""", "as_number: cannot be given together with as_text.")]
    [InlineData("""{"createdAt":"2020-02-30T00:00:00Z"}""", "created_at: must be an RFC 3339 time such as 2006-01-02T15:04:05Z, not '2020-02-30T00:00:00Z'.")]
    [InlineData("""{"boolField":1}""", "bool_field: must be true or false, not a number.")]
    [InlineData("""{"stringField":"\ud800"}""", "string_field: is not valid Unicode text.")]
    [InlineData("""{"stringField":"\u0000"}""", "string_field may not contain the character U+0000.")]
    [InlineData("[]", "The body must be a JSON object, not an array.")]
    [InlineData("null", "The body must be a JSON object, not null.")]
    public async Task Wrong_bodies_are_named(string body, string message) =>
        Refuses(await PostAsync("/api/kitchen/echo", body), 400, 3, message);

    [Theory]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("{} x")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{'a':1}")]
    [InlineData("// c\n{}")]
    [InlineData("\"")]
    [InlineData("{\"stringField\":\"\\x\"}")]
    public async Task Malformed_JSON_is_refused(string body)
    {
        var (status, json) = await PostAsync("/api/kitchen/echo", body);
        Assert.Equal(400, status);
        Assert.StartsWith("The body is not valid JSON: ", json.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(62, 200)]
    [InlineData(70, 400)]
    [InlineData(100_000, 400)]
    public async Task Nesting_has_a_limit(int depth, int status)
    {
        var body = string.Concat(Enumerable.Repeat("{\"recursive\":", depth)) + "{}" + new string('}', depth);
        Assert.Equal(status, (await PostAsync("/api/kitchen/echo", body)).Status);
        var unknown = $"{{\"unknown\":{new string('[', depth)}{new string(']', depth)}}}";
        Assert.Equal(status, (await PostAsync("/api/kitchen/echo", unknown)).Status);
    }

    [Theory]
    [InlineData("application/json", 200)]
    [InlineData("application/json; charset=utf-8", 200)]
    [InlineData("APPLICATION/JSON", 200)]
    [InlineData("text/json", 200)]
    [InlineData(null, 200)]
    [InlineData("application/json; charset=utf-16", 415)]
    [InlineData("application/x-www-form-urlencoded", 415)]
    [InlineData("multipart/form-data; boundary=x", 415)]
    [InlineData("text/plain", 415)]
    [InlineData("application/grpc-web", 415)]
    [InlineData("nonsense", 415)]
    public async Task Only_JSON_is_read(string? type, int status)
    {
        using var content = new ByteArrayContent("{}"u8.ToArray());
        if (type is not null)
            content.Headers.TryAddWithoutValidation("content-type", type);
        using var response = await _http.PostAsync("/api/kitchen/echo", content);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_has_a_limit(bool chunked)
    {
        using var content = new StringContent($"{{\"unknown\":\"{new string('x', 5 << 20)}\"}}", Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/kitchen/echo") { Content = content };
        request.Headers.TransferEncodingChunked = chunked;
        request.Headers.ExpectContinue = true;
        using var response = await _http.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Other_methods_are_told_what_is_allowed()
    {
        using var response = await _http.DeleteAsync("/api/kitchen/echo");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal("POST", string.Join(',', response.Content.Headers.Allow));
    }

    [Fact]
    public async Task A_body_can_be_one_field()
    {
        var (_, json) = await PostAsync("/api/kitchen/dishes/soup:cancel?deep=true&room.size=9", """{"name":"cellar"}""");
        Assert.Equal("""{"name":"cellar","size":0,"inner":null}""", json.GetProperty("room").GetRawText());
        Assert.Equal(("soup", true), (json.GetProperty("name").GetString(), json.GetProperty("deep").GetBoolean()));
    }

    [Theory]
    [InlineData("PATCH", "/api/kitchen/dishes/x", """{"heat":"mild","nested":{"text":"a"},"strings":[],"labels":{"a":"b"},"optInt":null,"name":1}""", "heat,nested.text,strings,labels,optInt")]
    [InlineData("PUT", "/api/kitchen/dishes", """{"dish":{"heat":"mild","nested":{},"recursive":null,"createdAt":"2020-01-01T00:00:00Z"}}""", "dish.heat,dish.recursive,dish.createdAt")]
    [InlineData("PUT", "/api/kitchen/dishes", """{"dish":{"heat":"mild"},"updateMask":"dish.heat,dish.opt_int"}""", "dish.heat,dish.optInt")]
    [InlineData("PUT", "/api/kitchen/dishes", """{"dish":{"nesteds":[{"text":"a"}]},"updateMask":null}""", "dish.nesteds")]
    public async Task An_update_mask_left_out_names_what_the_body_has(string verb, string path, string body, string mask)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        using var response = await _http.SendAsync(request);
        var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(mask, json.GetProperty("updateMask").GetString());
    }

    [Theory]
    [InlineData(1, 499)]
    [InlineData(2, 500)]
    [InlineData(3, 400)]
    [InlineData(4, 504)]
    [InlineData(5, 404)]
    [InlineData(6, 409)]
    [InlineData(7, 403)]
    [InlineData(8, 429)]
    [InlineData(9, 400)]
    [InlineData(10, 409)]
    [InlineData(11, 400)]
    [InlineData(12, 501)]
    [InlineData(13, 500)]
    [InlineData(14, 503)]
    [InlineData(15, 500)]
    [InlineData(16, 401)]
    public async Task Codes_have_the_usual_HTTP_status(int code, int status) =>
        Refuses(await GetAsync($"/api/kitchen/fail/{code}?text=why%20%22so%22"), status, code, "why \"so\"");

    [Fact]
    public async Task A_failure_may_choose_its_status_and_a_bug_tells_nothing()
    {
        Refuses(await GetAsync("/api/kitchen/fail/3?httpStatus=422&text=reused"), 422, 3, "reused");
        Refuses(await GetAsync("/api/kitchen/fail/100"), 503, 14, "mapped");
        Assert.Empty(_host.Logs.Entries);
        Refuses(await GetAsync("/api/kitchen/fail/-1"), 500, 2, "Internal server error.");
        Assert.Single(_host.Logs.Entries);
    }

    [Fact]
    public async Task Streams_are_lines()
    {
        var lines = await _http.GetStringAsync("/api/kitchen/count?count=2&fail=true");
        Assert.Empty(_host.Logs.Entries);
        Assert.Equal(
            """
            {"result":{"number":"0","padding":"","cancelled":0}}
            {"result":{"number":"1","padding":"","cancelled":0}}
            {"error":{"code":15,"message":"Nothing left.","details":[]}}

            """, lines);
        Refuses(await GetAsync("/api/kitchen/count?fail=true"), 500, 15, "Nothing left.");
    }

    [Fact]
    public async Task A_caller_that_goes_away_cancels_the_service()
    {
        using var cancel = new CancellationTokenSource();
        var call = _http.GetAsync("/api/kitchen/sleep?milliseconds=60000", cancel.Token);
        cancel.CancelAfter(300);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Eventually.BecomesTrue(() => _host.Service.Cancelled == 1, "the service was cancelled");
        Assert.Empty(_host.Logs.Entries);
    }

    private static void Refuses((int Status, JsonElement Json) reply, int status, int code, string message)
    {
        Assert.Equal((status, code, message), (reply.Status, reply.Json.GetProperty("code").GetInt32(), reply.Json.GetProperty("message").GetString()));
        Assert.Equal("[]", reply.Json.GetProperty("details").GetRawText());

    }

    private async Task<(int Status, JsonElement Json)> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(path, content);
        return ((int)response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    private async Task<(int Status, JsonElement Json)> GetAsync(string path)
    {
        using var response = await _http.GetAsync(new Uri(_host.Rest, path));
        return ((int)response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }
}
