using System.Buffers.Text;
using System.Text;
using Tracker.Server.Access.Tokens;

namespace Tracker.Tests.Access;

public sealed class JwsTests
{
    // RFC 7515, appendix A.1.
    private const string Token =
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
        + ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
        + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private static readonly byte[] Key = Base64Url.DecodeFromChars("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow");

    [Fact]
    public void The_standards_token_is_read_with_its_key() =>
        Assert.Equal("{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}", Encoding.UTF8.GetString(Jws.Verify(Token, Key)!));

    [Fact]
    public void A_token_is_signed_as_everybody_signs_it() => Assert.Equal(
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ"
        + ".SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c",
        Jws.Sign("""{"sub":"1234567890","name":"John Doe","iat":1516239022}"""u8, "your-256-bit-secret"u8));

    [Fact]
    public void Another_key_opens_nothing() => Assert.Null(Jws.Verify(Token, new byte[64]));

    [Fact]
    public void Any_changed_character_makes_it_invalid()
    {
        for (var i = 0; i < Token.Length; i++)
        {
            // The last character of a part may carry bits that are not part of it; those are not looked at here.
            if (Token[i] == '.' || i == Token.Length - 1 || Token[i + 1] == '.') continue;
            var other = Token[i] == 'A' ? 'B' : 'A';
            Assert.Null(Jws.Verify($"{Token[..i]}{other}{Token[(i + 1)..]}", Key));
        }
    }

    // RFC 7515, appendix A.5, and what else names another algorithm, an extension, or nothing.
    [Theory]
    [InlineData("""{"alg":"none"}""")]
    [InlineData("""{"alg":"None","typ":"JWT"}""")]
    [InlineData("""{"alg":"HS384"}""")]
    [InlineData("""{"alg":"RS256"}""")]
    [InlineData("""{"alg":["HS256"]}""")]
    [InlineData("""{"typ":"JWT"}""")]
    [InlineData("""{"alg":"HS256","crit":["b64"],"b64":false}""")]
    [InlineData("""["HS256"]""")]
    [InlineData("""{"alg":"HS256" """)]
    public void Another_algorithm_is_refused_however_it_is_signed(string header)
    {
        var input = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Token.Split('.')[1]}";
        Assert.Null(Jws.Verify($"{input}.", Key));
        var signature = System.Security.Cryptography.HMACSHA256.HashData(Key, Encoding.ASCII.GetBytes(input));
        Assert.Null(Jws.Verify($"{input}.{Base64Url.EncodeToString(signature)}", Key));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a.b")]
    [InlineData("a.b.c.d")]
    [InlineData("=.=.=")]
    [InlineData("ä.ö.ü")]
    [InlineData("%.%.%")]
    public void What_is_no_token_is_none(string text) => Assert.Null(Jws.Verify(text, Key));

    [Fact]
    public void A_text_without_end_is_not_looked_at() => Assert.Null(Jws.Verify(new string('a', 5000) + ".b.c", Key));

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"iss":"tracker"}""")]
    [InlineData("""{"iss":"another","sub":"0190f0b2-0001-7002-8003-000000000004","jti":"0190f0b2-0001-7002-8003-000000000005","iat":1,"exp":2}""")]
    [InlineData("""{"iss":"tracker","sub":1,"jti":"0190f0b2-0001-7002-8003-000000000005","iat":1,"exp":2}""")]
    [InlineData("""{"iss":"tracker","sub":"0190f0b2-0001-7002-8003-000000000004","jti":"0190f0b2-0001-7002-8003-000000000005","iat":1}""")]
    [InlineData("""{"iss":"tracker","sub":"0190f0b2-0001-7002-8003-000000000004","jti":"0190f0b2-0001-7002-8003-000000000005","iat":1,"exp":1e300}""")]
    [InlineData("""{"iss":"tracker","sub":"0190f0b2-0001-7002-8003-000000000004","jti":"0190f0b2-0001-7002-8003-000000000005","iat":1,"exp":"2"}""")]
    public void Claims_that_are_not_ours_are_no_claims(string json) => Assert.Null(TokenClaims.Parse(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Claims_come_back_as_they_went_in()
    {
        var claims = new TokenClaims(Guid.NewGuid(), Guid.NewGuid(), DateTimeOffset.FromUnixTimeSeconds(1_800_000_000), DateTimeOffset.FromUnixTimeSeconds(1_900_000_000));
        Assert.Equal(claims, TokenClaims.Parse(claims.ToJson()));
    }
}
