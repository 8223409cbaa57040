using System.Collections.Immutable;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Coordination.Core;
using Coordination.Engine;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace Coordination.ClientApi;

/// <summary>A request's body, read and checked; or the problem it has. The fingerprint tells two bodies apart whatever their white space.</summary>
public sealed partial record Body<T>(T? Value, Problem? Problem, string Fingerprint) : IEndpointParameterMetadataProvider where T : class
{
    static readonly JsonTypeInfo<T> Type = (JsonTypeInfo<T>)BodyJson.Strict.GetTypeInfo(typeof(T));

    public static async ValueTask<Body<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var request = context.Request;
        // A request without a body asks with nothing but its address; one that sends chunks has a body however its length is told.
        var empty = request.ContentLength == 0 || context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false };
        if (!empty && !request.HasJsonContentType()) return Wrong(Problem.WrongMediaType);
        try
        {
            return Checked(empty ? JsonSerializer.Deserialize("{}", Type) : await JsonSerializer.DeserializeAsync(request.BodyReader, Type, context.RequestAborted), Now(context));
        }
        catch (BadHttpRequestException bad) { return Wrong(bad.StatusCode == 413 ? Problem.TooLarge : Problem.Malformed); }
        catch (JsonException wrong) { return Wrong(Told(wrong)); }
        catch (InvalidOperationException) { return Wrong(Problem.Malformed); } // half of a surrogate pair
    }

    /// <summary>What a page's form says is read as strictly as what a front end sends.</summary>
    public static Body<T> Of(System.Text.Json.Nodes.JsonObject said, HttpContext context)
    {
        try { return Checked(said.Deserialize(Type), Now(context)); }
        catch (JsonException wrong) { return Wrong(Told(wrong)); }
        catch (InvalidOperationException) { return Wrong(Problem.Malformed); } // half of a surrogate pair
    }

    static Body<T> Checked(T? value, DateTimeOffset now)
    {
        if (value is null) return Wrong(Problem.Malformed);
        var faults = Shapes.Faults(value, now).ToImmutableArray();
        return faults.IsEmpty ? new(value, null, FingerprintOf(value)) : Wrong(Problem.Invalid(faults));
    }

    static DateTimeOffset Now(HttpContext context) => context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();

    static Body<T> Wrong(Problem problem) => new(null, problem, "");

    static string FingerprintOf(T value)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(value, Type), hash);
        return Convert.ToHexStringLower(hash[..16]);
    }

    /// <summary>Names the field. The serializer tells it only in words, so its words are read here; a test holds them to it.</summary>
    static Problem Told(JsonException wrong)
    {
        if (wrong.InnerException is JsonException || wrong.GetType() != typeof(JsonException)) return Problem.Malformed;
        var parent = Field(wrong.Path);
        if (Missing().Match(wrong.Message) is { Success: true } missing)
            return Problem.Invalid([.. Quoted().Matches(missing.Groups[1].Value).Select(m => new Fault(Inside(parent, m.Groups[1].Value), "required"))]);
        if (Unmapped().Match(wrong.Message) is { Success: true } unmapped) return Problem.Invalid(new Fault(Inside(parent, unmapped.Groups[1].Value), "unknown-field"));
        if (Doubled().Match(wrong.Message) is { Success: true } doubled) return Problem.Invalid(new Fault(Inside(parent, doubled.Groups[1].Value), "duplicate"));
        return parent.Length == 0 ? Problem.Malformed : Problem.Invalid(TypeAt(parent) switch
        {
            { IsEnum: true } codes => new Fault(parent, "unknown-code", Allowed: Enum.GetNames(codes).Select(JsonNamingPolicy.KebabCaseLower.ConvertName)),
            { } type when type == typeof(DateOnly) || type == typeof(DateTimeOffset) => new Fault(parent, "bad-date"),
            _ => new Fault(parent, "wrong-type"),
        });
    }

    /// <summary>What a field such as <c>members[0].role</c> should be.</summary>
    static Type? TypeAt(string field)
    {
        var type = typeof(T);
        foreach (Match step in Step().Matches(field))
        {
            var found = BodyJson.Strict.GetTypeInfo(type).Properties.FirstOrDefault(p => p.Name == step.Value)?.PropertyType;
            if (found is null) return null;
            type = Nullable.GetUnderlyingType(found) ?? found;
            if (type.IsGenericType) type = type.GetGenericArguments()[0];
        }
        return type;
    }

    static string Field(string? path) => path is null || !path.StartsWith("$.", StringComparison.Ordinal) ? "" : path[2..];

    /// <summary>The serializer's path sometimes ends with the field already, and writes an odd name in brackets.</summary>
    static string Inside(string path, string field)
    {
        if (path.EndsWith($"['{field}']", StringComparison.Ordinal)) path = path[..^(field.Length + 4)];
        else if (path == field || path.EndsWith("." + field, StringComparison.Ordinal)) path = path[..^field.Length].TrimEnd('.');
        return Shapes.Shown(path.Length == 0 ? field : $"{path}.{field}");
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T)));

    [GeneratedRegex("missing required propert(?:y|ies) including: (.*)$", RegexOptions.Singleline)] private static partial Regex Missing();
    [GeneratedRegex("[A-Za-z]+")] private static partial Regex Step();
    [GeneratedRegex("'([^']+)'")] private static partial Regex Quoted();
    [GeneratedRegex("JSON property '(.*)' could not be mapped", RegexOptions.Singleline)] private static partial Regex Unmapped();
    [GeneratedRegex("[Dd]uplicate property '(.*)' encountered", RegexOptions.Singleline)] private static partial Regex Doubled();
}

static class BodyJson
{
    /// <summary>What a command computes of itself, such as its name, is no field that anybody may send.</summary>
    public static readonly JsonSerializerOptions Strict = new(Json.Api.Options)
    {
        Converters = { new InstantJson(), new CodesJson() },
        TypeInfoResolver = JsonTypeInfoResolver.Combine(ApiJson.Default, CaseCommandJson.Default).WithAddedModifier(type =>
        {
            if (type.Kind != JsonTypeInfoKind.Object) return;
            foreach (var computed in type.Properties.Where(p => p.Set is null && p.AssociatedParameter is null).ToList()) type.Properties.Remove(computed);
        }),
    };
}

/// <summary>An instant says its offset: one without would mean another time on another server.</summary>
sealed partial class InstantJson : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Offset().IsMatch(reader.GetString()!) && reader.TryGetDateTimeOffset(out var at) ? at : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    [GeneratedRegex(@"T.*(?:Z|[+-]\d\d:\d\d)$")] private static partial Regex Offset();
}

/// <summary>A code is written as it is written everywhere: one of them, to the letter. (The serializer's own reader takes capitals, and two codes with a comma.)</summary>
sealed class CodesJson : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(Of<>).MakeGenericType(typeToConvert))!;

    sealed class Of<TEnum> : JsonConverter<TEnum> where TEnum : struct, Enum
    {
        public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Codes.TryRead<TEnum>(reader.GetString()!, out var code) ? code : throw new JsonException();

        public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) => writer.WriteStringValue(Workflow.Kebab(value));
    }
}
