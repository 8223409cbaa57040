using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Coordination.Core;

/// <summary>
/// Somebody asked for advice and did not say who they are (anonyymi konsultaatio). It is no case and has nobody's words or
/// identity, so there is no field for them; it is recorded to be counted.
/// </summary>
/// <param name="Services">What they were told of.</param>
public sealed record RecordConsultation(
    string Model, Channel Channel, Source Source, ImmutableArray<string> Reasons, ImmutableArray<string> Services, string Language, bool Interpreter,
    string? Area = null, UnitId? Unit = null, DateTimeOffset? OccurredAt = null)
{
    /// <summary>What happened, or why not.</summary>
    public (ConsultationHeld? Held, Refusal? No) Decide(Circumstances by)
    {
        if (OccurredAt > by.Now) return (null, Refusal.OccurredInFuture);
        var at = OccurredAt ?? by.Now;
        if (by.Models.ValidAt(Model, at) is not { } model) return (null, Refusal.ModelUnknown);
        if (model.Subject != Subject.Family) return (null, Refusal.WrongSubject);
        if (by.Network.Find(Unit ?? by.Actor.Unit) is not { } unit) return (null, Refusal.UnitUnknown);
        if (!Reasons.All(model.HasReason)) return (null, Refusal.ReasonUnknown);
        if (!Services.All(model.HasService)) return (null, Refusal.ServiceUnknown);
        if (Area is { } named && !by.Network.Areas.Contains(named)) return (null, Refusal.AreaUnknown);
        return (new(model.Key, Area ?? unit.Areas.FirstOrDefault(), unit.Id, by.Actor.Organisation, Channel, Source, [.. Reasons.Distinct()], [.. Services.Distinct()], Language, Interpreter, at), null);
    }
}

/// <param name="Controller">The organisation whose record this is.</param>
public sealed record ConsultationHeld(
    string Model, string? Area, UnitId Unit, OrganisationId Controller, Channel Channel, Source Source, ImmutableArray<string> Reasons, ImmutableArray<string> Services,
    string Language, bool Interpreter, DateTimeOffset At)
{
    public const string StreamPrefix = "consultation-";
    public const string Type = "consultation-held";

    public Written Write() => new(Type, JsonSerializer.Serialize(this, ConsultationJson.Default.ConsultationHeld), null);

    /// <exception cref="JsonException">The journal holds what this build cannot read.</exception>
    public static ConsultationHeld Read(string type, string facts) =>
        type == Type ? JsonSerializer.Deserialize(facts, ConsultationJson.Default.ConsultationHeld)! : throw new JsonException($"event type '{type}' is not known to this build");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ConsultationHeld))]
sealed partial class ConsultationJson : JsonSerializerContext;
