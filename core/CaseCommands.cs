using System.Collections.Immutable;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Coordination.Core;

// What may be asked of a case.

public abstract record CaseCommand([property: JsonIgnore] CommandName Name)
{
    /// <summary>When it happened, if before it was recorded. Never in the future.</summary>
    public DateTimeOffset? OccurredAt { get; init; }
}

/// <summary>Opens the case or joins it. With <paramref name="Touches"/> it names members of other open cases too, and waits for a person to decide.</summary>
public sealed record ReceiveContact(
    CaseId Case, ContactId Contact, string Model, string? Area, Channel Channel, Source Source, UnitId? Unit,
    ImmutableArray<string> Reasons, string Language, bool Interpreter, Basis Basis,
    ImmutableArray<NamedMember> Members, ImmutableArray<CaseId> Touches, ContactContent Content) : CaseCommand(CommandName.ReceiveContact);

/// <summary>A member as a contact names them: a keyed hash of the identifier, one of the name, and what is said of them (content).</summary>
public sealed record NamedMember(MemberRole Role, string? Key, string? Likeness, MemberContent Content);

public sealed record JudgeUrgency(Urgency Urgency) : CaseCommand(CommandName.JudgeUrgency);
public sealed record StartAssessment() : CaseCommand(CommandName.StartAssessment);
public sealed record SkipAssessment(string Reason) : CaseCommand(CommandName.SkipAssessment);
public sealed record NeedFoundIn(string Code, string? RootCause = null, string? Service = null);
public sealed record CompleteAssessment(string Summary, ImmutableArray<Heard> Heard, ImmutableArray<NeedFoundIn> Needs, bool NoNeed = false) : CaseCommand(CommandName.CompleteAssessment);
public sealed record Reassess(string Reason) : CaseCommand(CommandName.Reassess);
public sealed record PlanMeeting(DateTimeOffset At, Place Place, ImmutableArray<PersonId> Participants) : CaseCommand(CommandName.PlanMeeting);
public sealed record HoldMeeting(string Meeting, bool FamilyAttended, ImmutableArray<PersonId> Attended, string? Minutes = null) : CaseCommand(CommandName.HoldMeeting);
/// <summary>A goal in the family's own words; <paramref name="Rating"/> is the family's, 0 to 10.</summary>
public sealed record GoalSet(string Text, int Rating);
public sealed record TaskGiven(string Text, PersonId Responsible, DateOnly Due);
public sealed record AgreePlan(ImmutableArray<GoalSet> Goals, ImmutableArray<TaskGiven> Tasks) : CaseCommand(CommandName.AgreePlan);
public sealed record AskReceiver(string Need, PersonId Person) : CaseCommand(CommandName.AskReceiver);
public sealed record AcceptNeed(string Need) : CaseCommand(CommandName.AcceptNeed);
public sealed record OfferHandover(PersonId To, bool Accompanied = false, string? Reason = null) : CaseCommand(CommandName.OfferHandover);
public sealed record AcceptHandover() : CaseCommand(CommandName.AcceptHandover);
public sealed record DeclineHandover(string Reason) : CaseCommand(CommandName.DeclineHandover);
public sealed record WithdrawHandover() : CaseCommand(CommandName.WithdrawHandover);
public sealed record ExpireHandover() : CaseCommand(CommandName.ExpireHandover);
public sealed record AssignCoordinator(PersonId To, string Reason) : CaseCommand(CommandName.AssignCoordinator);
/// <summary>A person decides that a waiting contact belongs here. <paramref name="HeldElsewhere"/>: keys of members that stay in the other cases.</summary>
public sealed record TakeContact(ContactId Contact, [property: JsonIgnore] ImmutableArray<string> HeldElsewhere = default) : CaseCommand(CommandName.TakeContact);
/// <summary>The other half of <see cref="TakeContact"/>, in the cases that did not get the contact; only together with it.</summary>
public sealed record ReleaseContact(ContactId Contact, CaseId TakenBy) : CaseCommand(CommandName.ReleaseContact);
public sealed record Note(string Text) : CaseCommand(CommandName.Note);
public sealed record Close(string Result, string Summary) : CaseCommand(CommandName.Close);
public sealed record Reopen(string Reason, PersonId? Coordinator = null) : CaseCommand(CommandName.Reopen);
public sealed record NoteDeadlineMissed(DeadlineKey Key) : CaseCommand(CommandName.NoteDeadlineMissed);

/// <summary>How commands are written as JSON: by the front ends' API, and between nodes.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReceiveContact))]
[JsonSerializable(typeof(JudgeUrgency))]
[JsonSerializable(typeof(StartAssessment))]
[JsonSerializable(typeof(SkipAssessment))]
[JsonSerializable(typeof(CompleteAssessment))]
[JsonSerializable(typeof(Reassess))]
[JsonSerializable(typeof(PlanMeeting))]
[JsonSerializable(typeof(HoldMeeting))]
[JsonSerializable(typeof(AgreePlan))]
[JsonSerializable(typeof(AskReceiver))]
[JsonSerializable(typeof(AcceptNeed))]
[JsonSerializable(typeof(OfferHandover))]
[JsonSerializable(typeof(AcceptHandover))]
[JsonSerializable(typeof(DeclineHandover))]
[JsonSerializable(typeof(WithdrawHandover))]
[JsonSerializable(typeof(ExpireHandover))]
[JsonSerializable(typeof(AssignCoordinator))]
[JsonSerializable(typeof(TakeContact))]
[JsonSerializable(typeof(ReleaseContact))]
[JsonSerializable(typeof(Note))]
[JsonSerializable(typeof(Close))]
[JsonSerializable(typeof(Reopen))]
[JsonSerializable(typeof(NoteDeadlineMissed))]
public sealed partial class CaseCommandJson : JsonSerializerContext
{
    /// <summary>Every command's type has the command's name.</summary>
    public static JsonTypeInfo Of(CommandName name) => Default.GetTypeInfo(typeof(CaseCommand).Assembly.GetType($"{typeof(CaseCommand).Namespace}.{name}", throwOnError: true)!)!;
}
