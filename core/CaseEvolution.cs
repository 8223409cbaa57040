using System.Collections.Immutable;
using System.Diagnostics;

namespace Coordination.Core;

/// <summary>What becomes of a case by what happened. Never judges, and never sees content.</summary>
public sealed partial class CaseDecider
{
    public CaseState Evolve(CaseState state, CaseEvent happened) => (state, happened) switch
    {
        (_, NoteWritten) => state,
        (NoCase, CaseOpened e) => new OpenCase(e.Case, e.Model, e.ModelVersion, e.Group, e.Area, e.At, e.Coordinator, e.Organisation, Phase.Contact, e.At, Stay: 1) { Subject = e.Subject ?? Subject.Family },
        (OpenCase c, CaseClosed e) => new ClosedCase(AtRest(c), e.Result, e.At),
        (OpenCase c, CaseMerged e) => new ClosedCase(AtRest(c), OperatingModelFile.MergedResult, e.At) { MergedInto = e.Into },
        (OpenCase c, _) => Happened(c, happened),
        (ClosedCase c, CaseReopened e) => c.Last with
        {
            Coordinator = e.Coordinator, Organisation = e.Organisation, Phase = Phase.Contact, EnteredAt = e.At, BeganAt = e.At, PendingAt = null, Stay = c.Last.Stay + 1,
            Urgency = null, LastHeld = null, NoNeed = false, Assessed = false, Heard = [], Deadlines = [],
            Receivers = [.. c.Last.Receivers.Select(r => r with { Accepted = false })],
        },
        (ClosedCase c, OutcomeRecorded e) => c with { Outcome = e.Outcome, Last = c.Last with { Deadlines = [] } },
        (ClosedCase c, DeadlineSet e) => c with { Last = c.Last with { Deadlines = [Running(e)] } },
        (ClosedCase c, DeadlineNeared or DeadlineMissed) => c with { Last = Happened(c.Last, happened) },
        (ClosedCase c, ConsentWithdrawn or LegalBasisEnded) => c with { Last = Happened(c.Last, happened) },
        (ClosedCase c, DocumentReferred) => c with { Last = c.Last with { Documents = c.Last.Documents + 1 } },
        (ClosedCase, FeedbackAsked or FeedbackRecorded) => state,
        _ => throw Cannot(state, happened),
    };

    static OpenCase AtRest(OpenCase c) => c with { Offer = null, Deadlines = [], Invited = [], Substitute = null, SuspendedAt = null, ResumedAt = null, Stay = c.Stay + 1, SuspendedDays = 0 };

    static UnreachableException Cannot(CaseState state, CaseEvent happened) => new($"{happened.GetType().Name} cannot happen to {state.GetType().Name}");

    static OpenCase Happened(OpenCase c, CaseEvent happened) => happened switch
    {
        // Contact
        PhenomenonOpened e => (e.Opener is { } opener ? Joined(c, [opener]) : c) with
        {
            Phenomenon = new(e.Key, e.Level, e.Reason, e.From, e.To, e.Contacts, e.Organisations, e.Parent),
        },
        ContactReceived e => c with
        {
            Contacts = c.Contacts + 1, Reasons = And(c.Reasons, e.Reasons), Language = e.Language, Interpreter = e.Interpreter, Members = Merge(c.Members, e.Members),
            MembersNamed = c.MembersNamed + e.Members.Length, TouchedAt = Later(c.TouchedAt, e.At),
            Told = c.Told.Add(new(e.Contact, e.At, e.Members, e.Reasons, e.Language, e.Interpreter, e.CallBack is true)),
        },
        ContactHeld e => c with { Waiting = c.Waiting.Add(new(e.Contact, e.Members, e.Touches, e.At, e.CallBack is true)), MembersNamed = c.MembersNamed + e.Members.Length },
        ContactTaken e => c with
        {
            Contacts = c.Contacts + 1, Members = Merge(c.Members, e.Members), MembersNamed = c.MembersNamed + e.Members.Length, Waiting = Without(c.Waiting, e.Contact), TouchedAt = Later(c.TouchedAt, e.At),
            Told = c.Told.Add(new(e.Contact, e.At, [.. e.Members, .. Recognised(c, e)], [], null, false, Waiting(c, e.Contact)?.CallBack is true)),
        },
        ContactReleased e => c with { Waiting = Without(c.Waiting, e.Contact) },
        UrgencyJudged e => c with { Urgency = e.Urgency, Deadlines = Without(c.Deadlines, DeadlineKey.UrgencyJudged) },
        JoinUndone e => Undone(c, e),
        MarkedPending e => c with { PendingAt = e.At },
        CalledBack { Reached: false } => c,
        CalledBack e => c with { TouchedAt = Later(c.TouchedAt, e.At), Deadlines = Without(c.Deadlines, DeadlineKey.CallBack) },
        MemberChanged e => c with { Members = Merge(c.Members, [e.Member]) },
        PhaseEntered e => c with
        {
            Phase = e.To, EnteredAt = e.At, Stay = c.Stay + 1, LastHeld = null, SuspendedDays = 0, Deadlines = Without(c.Deadlines, DeadlineKey.NextFollowUp),
        },

        // Needs assessment
        AssessmentStarted => c with { Deadlines = Without(c.Deadlines, DeadlineKey.AssessmentStarted) },
        AssessmentSkipped => c with { Deadlines = Without(Without(c.Deadlines, DeadlineKey.AssessmentStarted), DeadlineKey.AssessmentDone) },
        LifeAreaRecorded e => c with { LifeAreas = And(c.LifeAreas, [e.Area]) },
        HearingRecorded e => c with { Heard = [.. c.Heard.Union([e.Who])] },
        AssessmentCompleted e => c with { Needs = e.Needs, NoNeed = e.NoNeed, Assessed = true, Receivers = [], Deadlines = Without(c.Deadlines, DeadlineKey.AssessmentDone), Tasks = OfNoNeed(c.Tasks) },
        ReassessmentCalled e => c with { Assessed = false, Heard = [], BeganAt = e.At ?? c.BeganAt, PendingAt = e.At ?? c.PendingAt },
        SpecialSupportJudged e => c with { SpecialSupport = new(e.Needed, e.By, e.At) },
        ServiceAssessmentRequested e => c with { ServiceAssessmentRequestedAt = e.At, ServiceAssessmentFrom = e.To },
        ChildProtectionNotified e => c is { ChildProtectionNotifiedAt: not null, ChildProtection: null or ChildProtectionStage.Begun } ? c : c with { ChildProtectionNotifiedAt = e.At, ChildProtection = null },
        ChildProtectionDecided e => c with
        {
            ChildProtection = e.Stage,
            Deadlines = e.Stage == ChildProtectionStage.Begun ? Without(c.Deadlines, DeadlineKey.ChildProtectionDecided)
                : Without(Without(c.Deadlines, DeadlineKey.ChildProtectionDecided), DeadlineKey.ChildProtectionReady),
        },

        // People
        ParticipantInvited e => c with { Invited = c.Invited.Add(e.Person) },
        InvitationAccepted e => Joined(c, [e.Person]) with { Roles = c.Roles.Add(new(e.Person, CaseRole.Participant, e.At)) },
        InvitationDeclined e => c with { Invited = c.Invited.Remove(e.Person) },
        ParticipationEnded e => c with
        {
            Invited = c.Invited.Remove(e.Person), Participants = c.Participants.Remove(e.Person), Roles = Ended(c.Roles, e.Person, null, e.At),
            Meetings = [.. c.Meetings.Select(m => m.IsPlanned ? m with { Participants = m.Participants.Remove(e.Person) } : m)],
            Tasks = [.. c.Tasks.Select(t => t.Status == PlanTaskStatus.Open && t.Taker == e.Person ? t with { Taker = null } : t)],
            Receivers = c.Receivers.RemoveAll(r => r.Person == e.Person && !r.Accepted),
        },
        PairNamed e => Joined(c, [e.Person]) with { Roles = c.Roles.Add(new(e.Person, CaseRole.WorkPair, e.At)) },
        PairEnded e => c with { Roles = Ended(c.Roles, e.Person, CaseRole.WorkPair, e.At) },
        OwnWorkerNamed e => Joined(c, [e.Person]) with { Roles = c.Roles.Add(new(e.Person, CaseRole.OwnWorker, e.At)) },
        OwnWorkerEnded e => c with { Roles = Ended(c.Roles, e.Person, CaseRole.OwnWorker, e.At) },
        SubstituteNamed e => c with { Substitute = new(e.Person, e.From, e.To, e.Begins, e.Ends) },
        SubstituteEnded => c with { Substitute = null },
        ConsentRecorded e => c with { Consents = c.Consents.Add(new(e.Consent, e.Giver, e.Recipient, e.Purpose, e.Form, e.At, e.Until) { Controller = e.Controller }) },
        ConsentWithdrawn e => c with { Consents = [.. c.Consents.Select(one => one.Id == e.Consent ? one with { WithdrawnAt = e.At } : one)] },
        LegalBasisRecorded e => c with { LegalBases = c.LegalBases.Add(new(e.LegalBasis, e.Recipient, e.Basis, e.At)) },
        LegalBasisEnded e => c with { LegalBases = [.. c.LegalBases.Select(one => one.Id == e.LegalBasis ? one with { EndedAt = e.At } : one)] },

        // Joint meeting
        MeetingPlanned e => Joined(c, e.Participants) with
        {
            Meetings = c.Meetings.Add(new(e.Meeting, e.At, e.Place, e.Participants, Held: false) { Duties = e.Duties ?? [], LengthMinutes = e.LengthMinutes ?? PlanMeeting.LengthMinutesUsual, DeveloperClients = e.DeveloperClients }),
        },
        MeetingMoved e => With(c, e.Meeting, m => m with { At = e.At, Place = e.Place, Sequence = e.Sequence }),
        MeetingCancelled e => With(c, e.Meeting, m => m with { Cancelled = true, Sequence = e.Sequence }),
        MaterialsSent e => With(c, e.Meeting, m => m with { MaterialsSent = true }),
        MeetingHeld e => With(Joined(c, e.Attended), e.Meeting, m => m with { Held = true, DeveloperClientsAttended = e.DeveloperClients }) with
        {
            LastHeld = new(e.Meeting, e.FamilyAttended, e.Services),
            TouchedAt = e.FamilyAttended ? Later(c.TouchedAt, e.At) : c.TouchedAt,
        },
        DutySigned e => With(c, e.Meeting, m => Now(m, e.Duty, DutyStatus.Signed)),
        DutyLeftOpen e => With(c, e.Meeting, m => Now(m, e.Duty, DutyStatus.LeftOpen)),
        MeetingSkipped => c,

        // Plan and follow-up
        PlanAgreed { Adds: true } e => Joined(c, e.Tasks.Select(t => t.Responsible)) with
        {
            Goals = [.. c.Goals, .. e.Goals], Tasks = [.. c.Tasks, .. e.Tasks],
            Deadlines = Without(c.Deadlines, DeadlineKey.PlanReviewed),
        },
        PlanAgreed e => Joined(c, e.Tasks.Select(t => t.Responsible)) with { Goals = e.Goals, Tasks = e.Tasks },
        GoalsRated e => c with { Goals = [.. c.Goals.Select(g => e.Ratings.LastOrDefault(r => r.Goal == g.Id) is { } r ? g with { Rating = r.Rating } : g)] },
        TaskCompleted e => With(c, e.Task, (PlanTask t) => t with { Status = PlanTaskStatus.Done }),
        TaskDropped e => With(c, e.Task, (PlanTask t) => t with { Status = PlanTaskStatus.Dropped }),
        TaskChanged e => With(Joined(c, [e.Responsible]), e.Task, (PlanTask t) => t with { Responsible = e.Responsible, Due = e.Due, Organisation = e.Organisation }),
        TaskOffered e => With(Joined(c, [e.To]), e.Task, (PlanTask t) => t with { Taker = e.To }),
        TaskTaken e => With(c, e.Task, (PlanTask t) => t with { Status = PlanTaskStatus.TakenOver }),
        FollowUpPlanned or FeedbackAsked or FeedbackRecorded => c,
        FollowUpRecorded e => e.Happened && c.Subject == Subject.Family ? c with { TouchedAt = Later(c.TouchedAt, e.At) } : c,
        ReceiverAsked e => Joined(c, [e.Person]) with { Receivers = c.Receivers.Add(new(e.Need, e.Person, Accepted: false)) },
        NeedAccepted e => c with { Receivers = [.. c.Receivers.Select(r => r.Need == e.Need && r.Person == e.Person ? r with { Accepted = true } : r)] },

        // Handover
        HandoverOffered e => c with { Offer = new(e.To, e.Accompanied, e.DueOn, e.ExpiresFrom, e.Pair) },
        HandoverAccepted e => HandedTo(c, e.To, e.Organisation),
        HandoverDeclined or HandoverWithdrawn or HandoverExpired => c with { Offer = null },
        CoordinatorAssigned e => HandedTo(c, e.To, e.Organisation),

        // Records and time
        FlagRaised e => c with { Flags = And(c.Flags, [e.Flag]) },
        FlagLowered e => c with { Flags = c.Flags.Remove(e.Flag) },
        DocumentReferred => c with { Documents = c.Documents + 1 },
        ModelMigrated e => c with { ModelVersion = e.To },
        DuplicateMerged e => Joined(c, e.Tasks.Select(t => t.Responsible)) with
        {
            Members = Merge(c.Members, e.Members), MembersNamed = c.MembersNamed + e.Members.Length, Contacts = c.Contacts + e.Contacts, Reasons = [.. c.Reasons.Union(e.Reasons)],
            Merged = c.Merged.Add(new(e.Duplicate, [.. e.Members.Select(m => m.Id)], e.Reasons)), Tasks = [.. c.Tasks, .. e.Tasks],
            Flags = [.. c.Flags.Union(e.Flags)],
            TouchedAt = Later(c.TouchedAt, e.TouchedAt), BeganAt = e.BeganAt ?? c.BeganAt, PendingAt = e.PendingAt ?? c.PendingAt,
            Urgency = e.Urgency ?? c.Urgency, Deadlines = e.Urgency is null ? c.Deadlines : Without(c.Deadlines, DeadlineKey.UrgencyJudged), SpecialSupport = e.SpecialSupport ?? c.SpecialSupport,
            ServiceAssessmentRequestedAt = e.ServiceAssessmentRequestedAt ?? c.ServiceAssessmentRequestedAt, ServiceAssessmentFrom = e.ServiceAssessmentFrom ?? c.ServiceAssessmentFrom,
            ChildProtectionNotifiedAt = e.ChildProtectionNotifiedAt ?? c.ChildProtectionNotifiedAt, ChildProtection = e.ChildProtectionNotifiedAt is null ? c.ChildProtection : e.ChildProtection,
            Needs = e.Needs is { } needs ? [.. c.Needs, .. needs] : c.Needs, NoNeed = c.NoNeed && e.Needs is null,
        },
        CaseSuspended e => c with { SuspendedAt = e.At },
        CaseResumed e => c with
        {
            SuspendedAt = null, ResumedAt = e.At, SuspendedDays = c.SuspendedDays + e.Days,
            Deadlines = [.. c.Deadlines.Select(d => d.SetWhileSuspended ? d with { SetWhileSuspended = false } : d)],
        },
        DeadlineSet e => c with { Deadlines = Without(c.Deadlines, e.Key).Add(Running(e) with { SetWhileSuspended = c.SuspendedAt is not null }) },
        DeadlineMoved e => With(c, e.Key, d => d with
        {
            DueOn = e.DueOn, OverdueFrom = e.OverdueFrom, NearFrom = e.NearFrom, Near = false, Missed = false,
            FirstDueOn = e.Waited is not true ? d.FirstDueOn ?? d.DueOn : d.FirstDueOn?.AddDays(e.DueOn.DayNumber - d.DueOn.DayNumber),
        }),
        DeadlineLifted e => c with { Deadlines = Without(c.Deadlines, e.Key) },
        DeadlineNeared e => With(c, e.Key, d => d with { Near = true }),
        DeadlineMissed e => With(c, e.Key, d => d with { Near = d.NearFrom is not null, Missed = true }),
        _ => throw Cannot(c, happened),
    };

    /// <summary>Whom a contact that a person took here told of, besides those it brought.</summary>
    static IEnumerable<Member> Recognised(OpenCase c, ContactTaken e) =>
        from member in c.Members
        where e.Members.All(m => m.Id != member.Id) && Waiting(c, e.Contact)?.Members.Any(w => IsSame(w, member)) is true
        select member;

    /// <summary>As if the contact had never come, but that its members' ids are not given again.</summary>
    static OpenCase Undone(OpenCase c, JoinUndone e)
    {
        var (gone, stay) = (c.Told.FirstOrDefault(t => t.Contact == e.Contact), c.Told.RemoveAll(t => t.Contact == e.Contact));
        return c with
        {
            Contacts = c.Contacts - (c.Told.Length - stay.Length), Told = [.. stay.Select(t => t with { Members = [.. t.Members.Select(Nameless)] })], Members = [.. c.Members.Where(m => !e.Members.Contains(m.Id)).Select(Nameless)],
            Reasons = [.. stay.SelectMany(t => t.Reasons).Concat(c.Merged.SelectMany(m => m.Reasons)).Distinct()],
            Language = stay.LastOrDefault(t => t.Language is not null)?.Language ?? c.Language, Interpreter = stay.LastOrDefault(t => t.Language is not null)?.Interpreter ?? c.Interpreter,
            TouchedAt = gone is { At: not null } && c.TouchedAt == gone.At ? stay.Aggregate((DateTimeOffset?)null, (latest, t) => Later(latest, t.At)) : c.TouchedAt,
        };

        Member Nameless(Member m) => e.Unidentified.Contains(m.Id) ? m with { Key = null } : m;
    }

    /// <summary>The role passes in one step. What receivers accepted before, they accepted from somebody else; a task the new coordinator had taken over is theirs to see to.</summary>
    static OpenCase HandedTo(OpenCase c, PersonId to, OrganisationId organisation) => c with
    {
        Coordinator = to, Organisation = organisation, Offer = null, Receivers = [.. c.Receivers.Select(r => r with { Accepted = false })],
        Tasks = c.Tasks.Any(t => t.Taker == to) ? [.. c.Tasks.Select(t => t.Taker != to ? t : t with { Taker = null, Status = t.Status == PlanTaskStatus.TakenOver ? PlanTaskStatus.Open : t.Status })] : c.Tasks,
    };

    static Deadline Running(DeadlineSet e) => new(e.Key, e.DueOn, e.OverdueFrom, Missed: false) { NearFrom = e.NearFrom, Local = e.Local is true };

    /// <summary>Codes that are known and those that come to them, without a copy of either where one is all.</summary>
    static ImmutableArray<string> And(ImmutableArray<string> known, ImmutableArray<string> told) =>
        known.Union(told).ToImmutableArray() is var all && all.Length == known.Length ? known : all.Length == told.Length && known.IsEmpty ? told : all;

    static ImmutableArray<Member> Merge(ImmutableArray<Member> known, ImmutableArray<Member> told) =>
        known.IsEmpty && told.DistinctBy(t => t.Id).Count() == told.Length ? told
        : [.. known.Select(k => told.LastOrDefault(t => t.Id == k.Id) ?? k), .. told.Where(t => known.All(k => k.Id != t.Id)).DistinctBy(t => t.Id)];

    static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => other is null || one > other ? one : other;

    /// <summary>Needs are found anew, and numbered from the first: what was agreed for those before is done for none of these.</summary>
    static ImmutableArray<PlanTask> OfNoNeed(ImmutableArray<PlanTask> tasks) => tasks.Any(t => t.Need is not null) ? [.. tasks.Select(t => t with { Need = null })] : tasks;

    static OpenCase With(OpenCase c, string meeting, Func<Meeting, Meeting> change) => c with { Meetings = [.. c.Meetings.Select(m => m.Id == meeting ? change(m) : m)] };
    static OpenCase With(OpenCase c, string task, Func<PlanTask, PlanTask> change) => c with { Tasks = [.. c.Tasks.Select(t => t.Id == task ? change(t) : t)] };
    static OpenCase With(OpenCase c, DeadlineKey key, Func<Deadline, Deadline> change) => c with { Deadlines = [.. c.Deadlines.Select(d => d.Key == key ? change(d) : d)] };
    static Meeting Now(Meeting m, string duty, DutyStatus status) => m with { Duties = [.. m.Duties.Select(d => d.Code == duty ? d with { Status = status } : d)] };

    static ImmutableArray<RoleHeld> Ended(ImmutableArray<RoleHeld> roles, PersonId person, CaseRole? role, DateTimeOffset at) =>
        [.. roles.Select(r => r.Person == person && r.To is null && (role is null || r.Role == role) ? r with { To = at } : r)];

    /// <summary>Who takes part is not invited any more.</summary>
    static OpenCase Joined(OpenCase c, IEnumerable<PersonId> people) =>
        c with { Participants = [.. c.Participants.Union(people)], Invited = c.Invited.IsEmpty ? c.Invited : [.. c.Invited.Except(people)] };
    static ImmutableArray<Deadline> Without(ImmutableArray<Deadline> all, DeadlineKey key) => all.RemoveAll(d => d.Key == key);
    static ImmutableArray<WaitingContact> Without(ImmutableArray<WaitingContact> all, ContactId contact) => all.RemoveAll(w => w.Contact == contact);
}
