using System.Text.Json;
using System.Text.Json.Serialization;

namespace Coordination.Core;

/// <summary>An id: opaque text, told apart from other ids by its type.</summary>
public interface IId<TSelf> where TSelf : struct, IId<TSelf>
{
    string Value { get; }
    static abstract TSelf Of(string value);
}

/// <summary>One case; 32 hexadecimal digits of a UUIDv7.</summary>
[JsonConverter(typeof(IdConverter<CaseId>))]
public readonly record struct CaseId(string Value) : IId<CaseId>
{
    public const string StreamPrefix = "case-";

    /// <summary>The name of the case's stream in the journal.</summary>
    public string Stream => StreamPrefix + Value;

    public static CaseId Of(string value) => new(value);
    public static CaseId OfStream(string stream) => new(stream[StreamPrefix.Length..]);
    public override string ToString() => Value;
}

/// <summary>A person of the network, as the identity provider names them (<c>sub</c>).</summary>
[JsonConverter(typeof(IdConverter<PersonId>))]
public readonly record struct PersonId(string Value) : IId<PersonId>
{
    public static PersonId Of(string value) => new(Shared.Of(value));
    public override string ToString() => Value;
}

[JsonConverter(typeof(IdConverter<UnitId>))]
public readonly record struct UnitId(string Value) : IId<UnitId>
{
    public static UnitId Of(string value) => new(Shared.Of(value));
    public override string ToString() => Value;
}

[JsonConverter(typeof(IdConverter<OrganisationId>))]
public readonly record struct OrganisationId(string Value) : IId<OrganisationId>
{
    public static OrganisationId Of(string value) => new(Shared.Of(value));
    public override string ToString() => Value;
}

/// <summary>One contact; also the number on the sender's receipt.</summary>
[JsonConverter(typeof(IdConverter<ContactId>))]
public readonly record struct ContactId(string Value) : IId<ContactId>
{
    public static ContactId Of(string value) => new(value);
    public override string ToString() => Value;
}

public sealed class IdConverter<TId> : JsonConverter<TId> where TId : struct, IId<TId>
{
    public override TId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String ? TId.Of(reader.GetString()!) : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, TId value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Value);
}

/// <summary>Codes are written in kebab-case, everywhere.</summary>
public sealed class Kebab<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;

[JsonConverter(typeof(Kebab<Channel>))]
public enum Channel { InPerson, Phone, EForm, Email, Letter, Remote, Other }

/// <summary>Who told that the family may need support.</summary>
[JsonConverter(typeof(Kebab<Source>))]
public enum Source { Self, Professional, Relative, Other }

/// <summary>On what ground the contact was recorded: consent, a duty in law, or the child's interest.</summary>
[JsonConverter(typeof(Kebab<Basis>))]
public enum Basis { Consent, LegalDuty, ChildInterest }

/// <summary>On what ground other than consent an organisation may know: a duty in law, or the child's interest.</summary>
[JsonConverter(typeof(Kebab<LegalGround>))]
public enum LegalGround { LegalDuty, ChildInterest }

[JsonConverter(typeof(Kebab<MemberRole>))]
public enum MemberRole { Child, Adult }

/// <summary>Whose phenomenon it is: a school and its municipality's, a regional group's, or the county's.</summary>
[JsonConverter(typeof(Kebab<PhenomenonLevel>))]
public enum PhenomenonLevel { Local, Regional, County }

[JsonConverter(typeof(Kebab<Urgency>))]
public enum Urgency { Immediate, Soon, Normal }

/// <summary>Where a joint meeting is held; the family chooses.</summary>
[JsonConverter(typeof(Kebab<Place>))]
public enum Place { Home, Unit, School, Remote }

[JsonConverter(typeof(Kebab<Heard>))]
public enum Heard { Child, Adult, Other }

[JsonConverter(typeof(Kebab<ConsentForm>))]
public enum ConsentForm { Oral, Written, Electronic }

/// <summary>Whose feedback: an adult's or a child's of a family, a professional's, or that of somebody who took part in a workshop.</summary>
[JsonConverter(typeof(Kebab<FeedbackFrom>))]
public enum FeedbackFrom { Adult, Child, Professional, Participant }

/// <summary>Where a family is some months after its case was closed.</summary>
[JsonConverter(typeof(Kebab<FamilyOutcome>))]
public enum FamilyOutcome { BasicServices, SpecialServices, NotReached }

/// <summary>What child protection decided on a notification: an assessment begins, none is needed, or it is ready.</summary>
[JsonConverter(typeof(Kebab<ChildProtectionStage>))]
public enum ChildProtectionStage { Begun, NotNeeded, Ready }

/// <summary>A professional's role in a case, besides the coordinator's.</summary>
[JsonConverter(typeof(Kebab<CaseRole>))]
public enum CaseRole { Participant, WorkPair, OwnWorker }

[JsonConverter(typeof(Kebab<DutyStatus>))]
public enum DutyStatus { Planned, Signed, LeftOpen }

[JsonConverter(typeof(Kebab<PlanTaskStatus>))]
public enum PlanTaskStatus { Open, Done, Dropped, TakenOver }

/// <summary>What a token lets its bearer do. A person may hold several.</summary>
[Flags, JsonConverter(typeof(Kebab<Roles>))]
public enum Roles { None = 0, Professional = 1, Coordinator = 2, Manager = 4, Operator = 8 }

/// <summary>Who acts: a person of the network with the roles of their token, or the engine itself.</summary>
public sealed record Actor(PersonId Person, OrganisationId Organisation, UnitId Unit, Roles Roles)
{
    /// <summary>The engine's own hand: it notes missed deadlines and ends offers nobody answered.</summary>
    public static readonly Actor Engine = new(PersonId.Of("engine"), OrganisationId.Of("engine"), UnitId.Of("engine"), Roles.None);

    public bool Holds(Roles role) => (Roles & role) == role;
}

/// <summary>A case's number as people say it on the phone: fifty bits of its id in Crockford's base 32.</summary>
public static class CaseNumber
{
    const string Digits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    public static string Of(CaseId id)
    {
        var bits = Convert.ToUInt64(id.Value[^13..], 16);
        Span<char> number = stackalloc char[11];
        for (var i = 10; i >= 0; i--)
        {
            if (i == 5) { number[i] = '-'; continue; }
            number[i] = Digits[(int)(bits & 31)];
            bits >>= 5;
        }
        return new string(number);
    }
}
