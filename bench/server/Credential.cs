using System.Buffers.Text;
using System.Text.Json;

namespace Coordination.Bench.Server;

/// <summary>A person of the network and their bearer token.</summary>
internal sealed record Credential(string Person, string Token)
{
    /// <summary>Reads a file of bearer tokens, one on a line; who each is for is told by its own <c>sub</c>.</summary>
    public static async Task<IReadOnlyList<Credential>> ReadFileAsync(string path, CancellationToken stop)
    {
        if (!File.Exists(path))
        {
            throw new CannotRunException($"there is no token file '{path}'");
        }

        var lines = await File.ReadAllLinesAsync(path, stop);
        return [.. lines.Select(line => line.Trim()).Where(line => line.Length > 0).Select(token => new Credential(SubjectOf(token, path), token))];
    }

    static string SubjectOf(string token, string path)
    {
        try
        {
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]));
            return claims.RootElement.GetProperty("sub").GetString()!;
        }
        catch (Exception unreadable) when (unreadable is IndexOutOfRangeException or FormatException or JsonException or KeyNotFoundException)
        {
            throw new CannotRunException($"'{path}' holds a line that is no bearer token with a sub");
        }
    }
}
