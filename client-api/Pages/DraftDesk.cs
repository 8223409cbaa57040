using System.Text.Json;
using System.Text.Json.Serialization;
using Coordination.Core;
using Coordination.Engine;
using Microsoft.Extensions.Primitives;

namespace Coordination.ClientApi.Pages;

/// <summary>A form whose words are kept where it is sent after its session has ended.</summary>
public sealed record KeepsDrafts;

/// <summary>What was typed and could not be sent, because the session had ended meanwhile: kept, and shown again to the same person in the same form.</summary>
static class DraftDesk
{
    /// <summary>Lets nobody in, and sends nothing: who sent it signs in again, and finds it as they typed it.</summary>
    public static async Task Keep(HttpContext http, PersonId person)
    {
        var form = await http.Request.ReadFormAsync(http.RequestAborted);
        string[][] said = [.. form.SelectMany(f => f.Value.Select(value => new[] { f.Key, value ?? "" })).Where(f => f[0] is not ("find" or "more" or "again" or "check" or "discard"))];
        var kept = await http.RequestServices.GetRequiredService<Drafts>().Keep(person, AddressOf(http), JsonSerializer.Serialize(said, PagesJson.Default.StringArrayArray), http.RequestAborted);
        await Site.AskToSignIn(http, ended: true, kept).ExecuteAsync(http);
    }

    /// <summary>The form as it was sent; nothing where nothing of it is kept for this person.</summary>
    public static async Task<IFormCollection?> Of(HttpContext http, Drafts drafts) =>
        await drafts.Find(Visit.Of(http).Actor.Person, AddressOf(http), http.RequestAborted) is not { } kept ? null
            : new FormCollection(JsonSerializer.Deserialize(kept, PagesJson.Default.StringArrayArray)!.GroupBy(f => f[0]).ToDictionary(f => f.Key, f => new StringValues([.. f.Select(one => one[1])])));

    public static ValueTask Forget(HttpContext http, Drafts drafts) => drafts.Forget(Visit.Of(http).Actor.Person, AddressOf(http), http.RequestAborted);

    public static async Task<IResult> Discard(HttpContext http, Drafts drafts)
    {
        await Forget(http, drafts);
        return Results.Redirect(Visit.BaseOf(http) + AddressOf(http));
    }

    static string AddressOf(HttpContext http) => http.Request.Path.Value!.TrimStart('/');
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(string[][]))]
[JsonSerializable(typeof(IReadOnlyList<Option>))]
sealed partial class PagesJson : JsonSerializerContext;
