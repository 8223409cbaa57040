using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Coordination.Core;

namespace Coordination.Engine;

/// <summary>A setting or a data file cannot be used. The message is one line for the operator.</summary>
public sealed class WrongSettingException(string message) : Exception(message);

/// <summary>Reads the data the rules run on: operating models and the network.</summary>
public static class DataFiles
{
    /// <exception cref="WrongSettingException">No such folder, no model in it, or a model that is refused, with file, line and reason.</exception>
    public static OperatingModels Models(string folder)
    {
        if (!Directory.Exists(folder)) throw new WrongSettingException($"--models {folder}: there is no such folder");
        var files = Directory.GetFiles(folder, "*.v*.json").Order(StringComparer.Ordinal).ToArray();
        if (files.Length == 0) throw new WrongSettingException($"--models {folder}: no operating model (*.v1.json) is in it");
        try { return new(files.Select(file => OperatingModelFile.Read(File.ReadAllText(file), file))); }
        catch (OperatingModelException refused) { throw new WrongSettingException(refused.Message); }
    }

    /// <exception cref="WrongSettingException">No such file, or one that is refused, with file, line and reason.</exception>
    public static Network Network(string file)
    {
        if (!File.Exists(file)) throw new WrongSettingException($"--network {file}: there is no such file");
        try { return Network(JsonSerializer.Deserialize(File.ReadAllText(file), DataJson.Default.NetworkFile) ?? throw new NetworkException("there is no network in it")); }
        catch (JsonException wrong) { throw new WrongSettingException($"{file}:{wrong.LineNumber + 1}: {wrong.Message}"); }
        catch (NetworkException wrong) { throw new WrongSettingException($"{file}: {wrong.Message}"); }
    }

    static Network Network(NetworkFile file) => new(file with
    {
        Organisations = Whole(file.Organisations, "organisation"),
        Units = [.. Whole(file.Units, "unit").Select(u => u.Areas.IsDefault ? u with { Areas = [] } : u)],
        People = [.. Whole(file.People, "person").Select(p => p.Roles.IsDefault ? p with { Roles = [] } : p)],
    });

    static ImmutableArray<T> Whole<T>(ImmutableArray<T> all, string what) where T : class =>
        all.IsDefault ? [] : all.Contains(null!) ? throw new NetworkException($"a {what} is null") : all;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, WriteIndented = true)]
[JsonSerializable(typeof(NetworkFile))]
public sealed partial class DataJson : JsonSerializerContext;
