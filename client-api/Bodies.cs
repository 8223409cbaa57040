using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Coordination.Core;
using Coordination.Engine;

namespace Coordination.ClientApi;

/// <summary>A contact as it is told: who told it, in what words, about whom.</summary>
/// <param name="Model">The operating model; the installation's default when left out.</param>
/// <param name="Area">Where the family lives; the area of the unit when left out.</param>
/// <param name="Unit">Where the contact was made; the sender's own unit when left out.</param>
/// <param name="CallBack">Whether the family waits to be called back.</param>
public sealed record ContactBody(
    Channel Channel, Source Source, Basis Basis, string OwnWords, ImmutableArray<MemberBody> Members, ImmutableArray<string>? Reasons = null,
    string Language = "fi", bool Interpreter = false, bool CallBack = false, string? Model = null, string? Area = null, UnitId? Unit = null, DateTimeOffset? OccurredAt = null);

/// <summary>Who a contact that is about to be told is about, as far as it is known yet.</summary>
/// <param name="Model">The operating model; the installation's default when left out.</param>
public sealed record ContactCheckBody(ImmutableArray<CheckedMemberBody> Members, string? Model = null);

/// <param name="Identifier">By it a contact joins a case.</param>
/// <param name="FamilyName">By given and family name a case is only alike.</param>
public sealed record CheckedMemberBody(string? GivenName = null, string? FamilyName = null, string? Identifier = null);

/// <summary>What is known before a contact is told, of cases that the caller may see the whole of: of others it says nothing, not even that there are none.</summary>
/// <param name="Outcome"><c>joins</c> the one case named, unless the contact touches others too; <c>awaits-decision</c> between several; <c>unknown</c>: it opens a case, or joins one that the caller may not see.</param>
/// <param name="Cases">Open cases of those who are named by an identifier.</param>
/// <param name="Alike">Other open cases in which somebody has the same name. A contact joins none by a name.</param>
public sealed record ContactCheck(string Outcome, IReadOnlyList<CaseRow> Cases, IReadOnlyList<CaseRow> Alike);

/// <param name="FamilyName">The whole name; capitals and blanks do not matter.</param>
public sealed record FamilyNameBody(string FamilyName);

/// <param name="Named">Of this installation alone; it tells nobody the name.</param>
public sealed record FamilyNameKey(string Named);

/// <summary>Somebody asked for advice and did not say who they are. There is no field for a name or for words.</summary>
/// <param name="Services">What they were told of.</param>
/// <param name="Model">The operating model whose words are used; the installation's default when left out.</param>
/// <param name="Area">Where they live, as far as they said; the area of the unit when left out.</param>
/// <param name="Unit">Where they asked; the caller's own unit when left out.</param>
public sealed record ConsultationBody(
    Channel Channel, Source Source, ImmutableArray<string>? Reasons = null, ImmutableArray<string>? Services = null, string Language = "fi", bool Interpreter = false,
    string? Model = null, string? Area = null, UnitId? Unit = null, DateTimeOffset? OccurredAt = null);

public sealed record ConsultationReceipt(string Consultation, DateTimeOffset ReceivedAt);

/// <param name="Identifier">A personal identity code, or another identifier that is the same wherever the person is met.</param>
public sealed record MemberBody(
    MemberRole Role, string? GivenName = null, string? FamilyName = null, string? Identifier = null, DateOnly? Born = null, string? Phone = null);

/// <summary>A phenomenon as it is opened: its name, and of which contacts the counts are.</summary>
/// <param name="Name">A title, such as school absence in a village; of one name in one area only one is open.</param>
/// <param name="Reason">Of contacts with this reason, told in the area from the first day to the last, it is counted how many there were.</param>
/// <param name="Parent">An open phenomenon that this one is part of.</param>
public sealed record PhenomenonBody(
    string Model, string Name, string Area, PhenomenonLevel Level, string Reason, DateOnly From, DateOnly To, CaseId? Parent = null, DateTimeOffset? OccurredAt = null);

/// <summary>What is new of a member; what is left out stays as it is.</summary>
/// <param name="Member">The member's id in the case, such as <c>m1</c>.</param>
public sealed record ChangeMemberBody(
    string Member, string? GivenName = null, string? FamilyName = null, string? Identifier = null, DateOnly? Born = null, string? Phone = null, DateTimeOffset? OccurredAt = null);

/// <summary>The sender's receipt. Only who may see the case is told which it is and whether the contact opened or joined it.</summary>
public sealed record Receipt([property: JsonPropertyName("receipt")] string Number, DateTimeOffset ReceivedAt, CaseId? Case, int? Version, string? Outcome);

/// <param name="Happened">The types of the events written, in order; empty when what was asked for was so already.</param>
/// <param name="Warnings">What was done all the same, though somebody should know of it.</param>
public sealed record CommandAnswer(CaseId Case, int Version, IReadOnlyList<string> Happened, IReadOnlyList<Warning>? Warnings = null);

/// <param name="Title">In the caller's language.</param>
public sealed record Warning(string Code, string Title);

/// <summary>What the caller may ask of the case now, or the refusal that stands in the way.</summary>
public sealed record CommandOpen(CommandName Command, bool Open, string? Refusal, string? Title, string? Lift);

public sealed record PersonView(PersonId Id, string? GivenName, string? FamilyName, string? Profession, UnitId? Unit, OrganisationId? Organisation);
public sealed record MemberView(string Id, MemberRole Role, string? GivenName, string? FamilyName, DateOnly? Born, string? Phone, bool Identified);
public sealed record WaitingView(ContactId Contact, ImmutableArray<CaseId> Touches);
public sealed record OfferView(PersonView To, PersonView? Pair, bool Accompanied, DateOnly AnswerBy, DateTimeOffset ExpiresFrom);
/// <param name="Near">Whether it is near: from so many working days before as the operating model says.</param>
/// <param name="Waits">Whether it stands still, because the case is suspended and it is a local one.</param>
public sealed record DeadlineView(DeadlineKey Key, DateOnly DueOn, DateTimeOffset OverdueFrom, bool Near, bool Overdue, bool Statutory, bool Waits, string? Source);
/// <param name="Rating">The family's own, 0 to 10: the newest.</param>
/// <param name="Ratings">All of them, the oldest first.</param>
public sealed record GoalView(string Id, string? Text, int Rating, IReadOnlyList<RatingView> Ratings);
public sealed record RatingView(DateTimeOffset At, int Rating);
public sealed record TaskView(string Id, string? Text, PersonView Responsible, OrganisationId? Organisation, DateOnly Due, PlanTaskStatus Status, PersonView? Taker, string? Need);
public sealed record DutyView(string Duty, PersonView Professional, DutyStatus Status);
public sealed record MeetingView(
    string Id, DateTimeOffset At, int LengthMinutes, Place Place, IReadOnlyList<PersonView> Participants, IReadOnlyList<DutyView> Duties, bool MaterialsSent, bool Held, bool Cancelled,
    int? DeveloperClients, int? DeveloperClientsAttended);
public sealed record RoleView(PersonView Person, CaseRole Role, DateTimeOffset From, DateTimeOffset? To);
public sealed record SubstituteView(PersonView Person, DateOnly From, DateOnly To);
public sealed record SpecialSupportView(bool Needed, PersonView By, DateTimeOffset At);

/// <param name="Contacts">How many told of the reason within the period; nothing where so few did that it is hidden.</param>
/// <param name="Organisations">Which told so many that it is not hidden.</param>
/// <param name="Children">Phenomena that are part of this one, of those the caller may see.</param>
public sealed record PhenomenonView(
    string? Name, PhenomenonLevel Level, string Reason, DateOnly From, DateOnly To, int? Contacts, IReadOnlyList<OrganisationId> Organisations,
    CaseId? Parent, IReadOnlyList<CaseRow> Children);
/// <summary>Feedback of one kind of people, apart from that of others.</summary>
/// <param name="Mean">Of the ratings, 1 to 5, to two decimals; nothing where nobody rated.</param>
public sealed record FeedbackView(FeedbackFrom From, int Asked, int Given, int Rated, double? Mean);

/// <summary>A case as its people see it.</summary>
/// <param name="Sight">How much of it the caller sees. With <c>own</c> there may be more than is told, and what is not told is left out, empty or zero.</param>
public sealed record CaseView(
    CaseId Case, string Number, int Version, CaseSight Sight, string Model, int ModelVersion, string Area, Phase Phase, DateTimeOffset OpenedAt, DateTimeOffset EnteredAt,
    PersonView Coordinator, OrganisationId Organisation, string? Result, DateTimeOffset? ClosedAt, Urgency? Urgency, bool Identified,
    int Contacts, IReadOnlyList<string> Reasons, string? Language, bool? Interpreter, IReadOnlyList<MemberView> Members, IReadOnlyList<WaitingView> Waiting,
    OfferView? Offer, DateTimeOffset? PendingAt, DateTimeOffset? TouchedAt, DateTimeOffset? SuspendedAt, IReadOnlyList<string> Flags,
    SpecialSupportView? SpecialSupport, DateTimeOffset? ServiceAssessmentRequestedAt, DateTimeOffset? ChildProtectionNotifiedAt, FamilyOutcome? Outcome,
    IReadOnlyList<DeadlineView> Deadlines, IReadOnlyList<string> LifeAreas, IReadOnlyList<Heard> Heard, IReadOnlyList<Need> Needs, bool NoNeed, IReadOnlyList<Receiver> Receivers,
    IReadOnlyList<MeetingView> Meetings, IReadOnlyList<GoalView> Goals, IReadOnlyList<TaskView> Tasks, IReadOnlyList<PersonView> Participants, IReadOnlyList<PersonView> Invited,
    IReadOnlyList<RoleView> Roles, SubstituteView? Substitute, IReadOnlyList<Consent> Consents, IReadOnlyList<LegalBasis> LegalBases,
    IReadOnlyList<FeedbackView> Feedback, Subject Subject, PhenomenonView? Phenomenon, CaseId? MergedInto, IReadOnlyList<CaseId> Merged, IReadOnlyList<CaseRow> LikelyDuplicates, IReadOnlyList<CommandOpen> Commands);

/// <summary>An event as the journal has it: facts and, apart, content.</summary>
public sealed record JournalEntry(
    int Version, long Position, string Type, DateTimeOffset RecordedAt, DateTimeOffset OccurredAt, PersonId Actor, System.Text.Json.JsonElement Facts, System.Text.Json.JsonElement? Content);

/// <summary>A committed event, as live listeners get it: no content, no facts; who wants to know more asks for the case.</summary>
/// <param name="Type"><c>changed</c>, without the actor, where it may be a recording that the listener does not see.</param>
public sealed record Change(long Position, CaseId Case, int Version, string Type, DateTimeOffset RecordedAt, PersonId? Actor);
public sealed record Ticket(string Value, DateTimeOffset ExpiresAt);
public sealed record ModelLine(string Key, int Version, Subject Subject, DateOnly ValidFrom, Core.Texts Names);
public sealed record ModelView(
    string Key, int Version, Subject Subject, DateOnly ValidFrom, string Source, Core.Texts Names, string TimeZone, ImmutableArray<Guard> Guards, ImmutableArray<Phase> MaySkip,
    ImmutableArray<DeadlineRule> Deadlines, int NearWorkingDays, int QuietDays, int? CaseloadMax, Sharing Sharing, int? HideBelow, int? WorkshopsMin, ImmutableArray<Competence> Competences,
    ImmutableArray<Code> Reasons, ImmutableArray<Code> Needs, ImmutableArray<Code> Services, ImmutableArray<Code> LifeAreas, ImmutableArray<DutyRule> Duties,
    ImmutableArray<Code> Materials, ImmutableArray<Code> Purposes, ImmutableArray<Code> Flags, ImmutableArray<Result> Results, string Diagram);
public sealed record NoOp(string Text);
public sealed record NoOpAnswer(int Length);

/// <summary>What the process uses, and has allocated since it began.</summary>
/// <param name="LiveCases">Nothing where live cases are not in this process alone.</param>
public sealed record MemoryAnswer(long ManagedBytes, long ResidentBytes, long AllocatedBytes, int? LiveCases);
public sealed record Health(string Status, string? Store);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(ContactBody))]
[JsonSerializable(typeof(ContactCheckBody))]
[JsonSerializable(typeof(FamilyNameBody))]
[JsonSerializable(typeof(FamilyNameKey))]
[JsonSerializable(typeof(ContactCheck))]
[JsonSerializable(typeof(ConsultationBody))]
[JsonSerializable(typeof(ConsultationReceipt))]
[JsonSerializable(typeof(ConsultationCounts))]
[JsonSerializable(typeof(PhenomenonBody))]
[JsonSerializable(typeof(ChangeMemberBody))]
[JsonSerializable(typeof(BulkAssignBody))]
[JsonSerializable(typeof(BulkMigrateBody))]
[JsonSerializable(typeof(BulkAnswer))]
[JsonSerializable(typeof(Page<OutgoingMessage>))]
[JsonSerializable(typeof(Page<SiteFeedback>))]
[JsonSerializable(typeof(CalendarAddress))]
[JsonSerializable(typeof(Receipt))]
[JsonSerializable(typeof(CommandAnswer))]
[JsonSerializable(typeof(CaseView))]
[JsonSerializable(typeof(Page<CaseRow>))]
[JsonSerializable(typeof(Page<JournalEntry>))]
[JsonSerializable(typeof(Page<Organisation>))]
[JsonSerializable(typeof(Page<Unit>))]
[JsonSerializable(typeof(Page<PersonView>))]
[JsonSerializable(typeof(Worklist))]
[JsonSerializable(typeof(ActiveCases))]
[JsonSerializable(typeof(ActiveBoard))]
[JsonSerializable(typeof(Change))]
[JsonSerializable(typeof(Ticket))]
[JsonSerializable(typeof(IReadOnlyList<ModelLine>))]
[JsonSerializable(typeof(ModelView))]
[JsonSerializable(typeof(ClockBody))]
[JsonSerializable(typeof(ClockView))]
[JsonSerializable(typeof(NoOp))]
[JsonSerializable(typeof(NoOpAnswer))]
[JsonSerializable(typeof(MemoryAnswer))]
[JsonSerializable(typeof(Health))]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(ContactContent))]
[JsonSerializable(typeof(PhenomenonContent))]
[JsonSerializable(typeof(PlanContent))]
[JsonSerializable(typeof(MemberContent))]
[JsonSerializable(typeof(MergedWords))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int))]
sealed partial class ApiJson : JsonSerializerContext;

static class Json
{
    /// <summary>Letters stay letters: an answer is never put into a page as it is.</summary>
    public static readonly ApiJson Api = new(new(ApiJson.Default.Options) { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
