using System.Text.Json.Serialization;

namespace Coordination.Peers;

// What may be asked of a case, as it goes over the wire: the compared part of the product's contract, with its names.

[JsonConverter(typeof(Kebab<Phase>))]
public enum Phase { Contact, NeedsAssessment, JointMeeting, FollowUp, Closed }

[JsonConverter(typeof(Kebab<Channel>))]
public enum Channel { InPerson, Phone, EForm, Email, Letter, Remote, Other }

[JsonConverter(typeof(Kebab<Source>))]
public enum Source { Self, Professional, Relative, Other }

[JsonConverter(typeof(Kebab<Basis>))]
public enum Basis { Consent, LegalDuty, ChildInterest }

[JsonConverter(typeof(Kebab<MemberRole>))]
public enum MemberRole { Child, Adult }

[JsonConverter(typeof(Kebab<Urgency>))]
public enum Urgency { Immediate, Soon, Normal }

[JsonConverter(typeof(Kebab<Place>))]
public enum Place { Home, Unit, School, Remote }

[JsonConverter(typeof(Kebab<Heard>))]
public enum Heard { Child, Adult, Other }

public sealed record Member(MemberRole Role, string? GivenName = null, string? FamilyName = null, string? Identifier = null, DateOnly? Born = null, string? Phone = null);

public sealed record Contact(
    Channel Channel, Source Source, Basis Basis, string OwnWords, IReadOnlyList<Member> Members, IReadOnlyList<string>? Reasons = null,
    string Language = "fi", bool Interpreter = false, string? Area = null);

/// <summary>Something asked of one case.</summary>
public abstract record CaseCommand;
public sealed record Note(string Text) : CaseCommand;
public sealed record JudgeUrgency(Urgency Urgency) : CaseCommand;
public sealed record StartAssessment : CaseCommand;
public sealed record NeedFound(string Code, string? RootCause = null, string? Service = null);
public sealed record CompleteAssessment(string Summary, IReadOnlyList<Heard> Heard, IReadOnlyList<NeedFound> Needs, bool NoNeed = false) : CaseCommand;
public sealed record Reassess(string Reason) : CaseCommand;
public sealed record PlanMeeting(DateTimeOffset At, Place Place, IReadOnlyList<string> Participants) : CaseCommand;
public sealed record HoldMeeting(string Meeting, bool FamilyAttended, IReadOnlyList<string> Attended) : CaseCommand;
public sealed record GoalSet(string Text, int Rating);
public sealed record TaskGiven(string Text, string Responsible, DateOnly Due);
public sealed record AgreePlan(IReadOnlyList<GoalSet> Goals, IReadOnlyList<TaskGiven> Tasks) : CaseCommand;
public sealed record CompleteTask(string Task, string? Text = null) : CaseCommand;
public sealed record RecordFollowUp(bool Happened, string Text) : CaseCommand;
public sealed record Close(string Result, string Summary) : CaseCommand;
public sealed record OfferHandover(string To, bool Accompanied = false, string? Reason = null) : CaseCommand;
public sealed record WithdrawHandover : CaseCommand;
public sealed record AcceptHandover : CaseCommand;

/// <summary>The body of the measure that commands are held against.</summary>
public sealed record NoOp(string Text);
