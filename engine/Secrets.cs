using System.Security.Cryptography;
using Coordination.Core;
using Dapper;

namespace Coordination.Engine;

/// <summary>
/// Random keys that all nodes of one installation share, made at first need and kept in the store: the key of members'
/// identifiers and the local signing key. Whoever can read the store can read them; a setting may give others.
/// </summary>
public static class Secrets
{
    public static Task<byte[]> Secret(this IStore store, string name, CancellationToken stop) => Keep(store, name, () => RandomNumberGenerator.GetBytes(32), stop);

    /// <summary>What is kept under a name, by all nodes: what the first of them made.</summary>
    public static async Task<byte[]> Keep(this IStore store, string name, Func<byte[]> make, CancellationToken stop)
    {
        if (await Kept(store, name, stop) is { } known) return known;
        await using (var writer = await store.Exclusive(stop))
        {
            await writer.Connection.ExecuteAsync("INSERT INTO secret (name, value) VALUES (@name, @value) ON CONFLICT (name) DO NOTHING",
                new { name, value = Convert.ToBase64String(make()) }, writer.Transaction);
            await writer.Commit(stop);
        }
        return (await Kept(store, name, stop))!;
    }

    /// <summary>All that is kept under names that begin so, in the order of the names.</summary>
    public static async Task<IReadOnlyList<byte[]>> KeptUnder(this IStore store, string prefix, CancellationToken stop) =>
        [.. (await store.Query<string>("SELECT value FROM secret WHERE substr(name, 1, @length) = @prefix ORDER BY name", new { prefix, length = prefix.Length }, stop)).Select(Convert.FromBase64String)];

    public static async Task<byte[]?> Kept(this IStore store, string name, CancellationToken stop) =>
        (await store.Query<string>("SELECT value FROM secret WHERE name = @name", new { name }, stop)) is [var value] ? Convert.FromBase64String(value) : null;
}

/// <summary>Keyed hashes by which a family is known again: the same identifier gives the same key, and the key tells nobody the identifier.</summary>
public sealed class MemberKeys(byte[] secret)
{
    /// <summary>Unique among open cases of the models' group.</summary>
    public string Key(string group, string identifier) => $"{group}:{Hash("identifier", group, PersonalIdentityCode.Normalise(identifier))}";

    /// <summary>Of a name, to find likely duplicates; nothing without both names. It begins with the <see cref="FamilyName"/>, so cases are found by that too.</summary>
    public string? Likeness(string group, string? givenName, string? familyName) =>
        string.IsNullOrWhiteSpace(givenName) || string.IsNullOrWhiteSpace(familyName)
            ? null : FamilyName(familyName) + Hash("likeness", group, Normalised($"{givenName} {familyName}"))[FamilyNameCharacters..];

    public const int FamilyNameCharacters = 10;

    /// <summary>Of a whole family name, however its letters and blanks are written.</summary>
    public string FamilyName(string familyName) => Hash("family-name", Normalised(familyName))[..FamilyNameCharacters];

    const string OfPhenomena = ":phenomenon:";

    /// <summary>Of a phenomenon's name in an area, however its letters and blanks are written.</summary>
    public string Phenomenon(string group, string name, string area) => $"{group}{OfPhenomena}{Hash("phenomenon", group, Normalised(name), area)}";

    public static bool IsOfPhenomenon(string key) => key.Contains(OfPhenomena, StringComparison.Ordinal);

    static string Normalised(string name) =>
        string.Join(' ', name.Normalize(System.Text.NormalizationForm.FormKC).ToUpperInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    string Hash(params string[] parts) => System.Buffers.Text.Base64Url.EncodeToString(
        HMACSHA256.HashData(secret, System.Text.Encoding.UTF8.GetBytes(string.Join('\u001f', parts))).AsSpan(0, 18));
}
