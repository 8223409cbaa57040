using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Coordination.Peers;

/// <summary>The keys of an installation, made at first need and kept beside its data, and the tokens they sign. Tokens are checked as the product checks them.</summary>
public sealed class SignIn
{
    const string Issuer = "coordination-local";
    const string Audience = "coordination";
    const int TokenHours = 8;
    const int KeyBytes = 32;

    readonly SymmetricSecurityKey signing;
    readonly byte[] members;

    public SignIn(string folder)
    {
        signing = new(KeyIn(Path.Combine(folder, "signing.key")));
        members = KeyIn(Path.Combine(folder, "members.key"));
    }

    public string Token(string person, IReadOnlyList<string> roles, DateTimeOffset now) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Issuer, Audience = Audience, IssuedAt = now.UtcDateTime, NotBefore = now.UtcDateTime, Expires = now.UtcDateTime.AddHours(TokenHours),
        Claims = new Dictionary<string, object> { ["sub"] = person, ["roles"] = roles.ToArray() },
        SigningCredentials = new(signing, SecurityAlgorithms.HmacSha256),
    });

    public void Configure(JwtBearerOptions options)
    {
        options.MapInboundClaims = false;
        options.TokenValidationParameters = new()
        {
            NameClaimType = "sub", RoleClaimType = "roles", ValidIssuer = Issuer, ValidAudience = Audience, IssuerSigningKey = signing,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256], ClockSkew = TimeSpan.FromSeconds(30),
        };
    }

    /// <summary>A keyed hash by which a family member is known again, and which tells nobody the identifier.</summary>
    public string MemberKey(string identifier) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(members, Encoding.UTF8.GetBytes(identifier.Trim().ToUpperInvariant())).AsSpan(0, 18));

    static byte[] KeyIn(string path)
    {
        if (!File.Exists(path))
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var made = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            made.Write(RandomNumberGenerator.GetBytes(KeyBytes));
        }

        return File.ReadAllBytes(path);
    }
}
