using Coordination.Core;
using static Coordination.Tests.Language;
using static Coordination.Tests.Village;

namespace Coordination.Tests;

/// <summary>What the clock does to a case, what may move it, and the small records that are kept at any time.</summary>
public sealed class CaseTimeTests
{
    static readonly ReceiveContact CallMe = Contact(FirstContact, Child("key-child"), Adult("key-adult")) with { CallBack = true };

    /// <summary>The family waits to be called back since Tuesday 10 March, by Friday the 13th.</summary>
    static readonly Past Called = Past.Of(CallMe, Anna);
    static readonly Past Pending = Past.Of(new MarkPending(), Anna);
    static readonly Past SpecialSupport =
        [.. Past.Of(new InviteParticipant(Bea), Anna), .. Past.Of(new JudgeSpecialSupport(Needed: true, "Nobody at home can help."), Bea)];
    static readonly Past Suspended = Past.Of(new Suspend("They are at sea"), Anna);

    /// <summary>Counted from the pending matter, at noon on Thursday 12 March.</summary>
    static readonly DeadlineSet StartedFromPending = new(DeadlineKey.AssessmentStarted, new(2026, 3, 23), Utc(3, 23, 22), Utc(3, 18, 22));
    static readonly DeadlineSet DoneFromPending = new(DeadlineKey.AssessmentDone, new(2026, 6, 12), Utc(6, 12, 21), Utc(6, 9, 21));

    static readonly NoteDeadlineNear CallNear = new(DeadlineKey.CallBack);
    static readonly NoteDeadlineMissed CallMissed = new(DeadlineKey.CallBack);

    // ---- Pending -------------------------------------------------------------------------------------------------------

    [Fact]
    public void When_the_matter_became_pending_is_kept_beside_when_the_contact_was_made()
    {
        var told = Given(InContact).When(new MarkPending()).By(Anna).Then(new MarkedPending(Noon));
        Assert.Equal((FirstContactAt, Noon), (told.Open.OpenedAt, told.Open.PendingAt!.Value));
        Given(InContact, Pending).When(new MarkPending()).By(Anna).IsAlreadySo();
    }

    [Fact]
    public void A_matter_that_comes_back_becomes_pending_anew() =>
        Given(InContact, Pending, Past.Of(new Close("moved-away", "To the sea"), Anna), Past.Of(new Reopen("They are back"), Anna))
            .When(new MarkPending()).By(Anna).Then(new MarkedPending(Noon));

    [Fact]
    public void In_a_model_whose_clock_starts_there_the_contact_sets_only_the_urgency() =>
        Assert.Equal(DeadlineKey.UrgencyJudged, Given().Under(FromPending).When(Contact(FirstContact)).By(Anna).IsAccepted().Only<DeadlineSet>().Key);

    [Fact]
    public void And_the_pending_matter_starts_the_assessments_clocks() =>
        Given(InContact).Under(FromPending).When(new MarkPending()).By(Anna).Then(new MarkedPending(Noon), StartedFromPending, DoneFromPending);

    [Fact]
    public void They_count_from_when_it_became_pending_not_from_when_that_was_recorded() =>
        Assert.Equal([new(2026, 3, 19), new(2026, 6, 10)],
            Given(InContact).Under(FromPending).When(new MarkPending { OccurredAt = FirstContactAt.AddHours(1) }).By(Anna).IsAccepted().Open.Deadlines.Select(d => d.DueOn));

    [Fact]
    public void Pending_while_the_assessment_is_under_way_starts_only_the_second() =>
        Given(InAssessment).Under(FromPending).When(new MarkPending()).By(Anna).Then(new MarkedPending(Noon), DoneFromPending);

    [Fact]
    public void In_a_model_of_every_case_that_counts_from_the_contact_the_contact_starts_them() =>
        Assert.Equal([DeadlineKey.UrgencyJudged, DeadlineKey.AssessmentStarted, DeadlineKey.AssessmentDone],
            Given().Under(OfEveryCase).When(Contact(FirstContact)).By(Anna).IsAccepted().Open.Deadlines.Select(d => d.Key));

    [Fact]
    public void Where_only_special_support_has_clocks_from_pending_it_takes_both_in_either_order()
    {
        var judged = new JudgeSpecialSupport(Needed: true, "Nobody at home can help.");
        Given(InContact, Pending).Under(SpecialFromPending).When(new JudgeUrgency(Urgency.Normal)).By(Anna).Then(new UrgencyJudged(Urgency.Normal));
        Given(InContact, SpecialSupport).Under(SpecialFromPending).When(new MarkPending()).By(Anna).Then(new MarkedPending(Noon), StartedFromPending, DoneFromPending);
        var pending = Past.Of(new MarkPending(), Anna, Noon);
        Given(InContact, Past.Of(new InviteParticipant(Bea), Anna), pending).Under(SpecialFromPending).When(judged).By(Bea).At(Noon.AddDays(1)).Then(
            new SpecialSupportJudged(Needed: true, Bea, Noon.AddDays(1)), new PairNamed(Bea, Noon.AddDays(1)), StartedFromPending, DoneFromPending);
    }

    // ---- Calling back --------------------------------------------------------------------------------------------------

    [Fact]
    public void Who_waits_to_be_called_back_is_called_within_three_working_days() =>
        Assert.Equal(CallBackByTuesday, Given().When(CallMe).By(Anna).IsAccepted().Happenings.Select(h => h.Event).OfType<DeadlineSet>().Last() with { Controller = null });

    [Fact]
    public void A_contact_that_joins_may_wait_to_be_called_back_too() =>
        Given(InContact).When(CallMe with { Contact = SecondContact }).By(Tea).Then(
            new ContactReceived(SecondContact, Channel.Phone, Source.Self, new("eek-017"), ["sleep"], "fi", false, Basis.Consent,
                [new("m1", MemberRole.Child, "key-child", null), new("m2", MemberRole.Adult, "key-adult", null)], Noon, CallBack: true),
            CallBackByTuesday);

    [Fact]
    public void Called_back_and_reached_the_waiting_ends()
    {
        var told = Given(Called, Urgent).When(new RecordCallBack(Reached: true, "They will come")).By(Anna).Then(new CalledBack(Reached: true, Noon));
        Assert.Equal(new TextContent("They will come"), told.ContentOf<CalledBack>());
        Assert.Equal((0, Noon), (told.Open.Deadlines.Length, told.Open.TouchedAt!.Value));
    }

    [Fact]
    public void Called_back_and_not_reached_the_waiting_goes_on()
    {
        var told = Given(Called, Urgent).When(new RecordCallBack(Reached: false)).By(Anna).Then(new CalledBack(Reached: false, Noon));
        Assert.Equal((DeadlineKey.CallBack, FirstContactAt), (Assert.Single(told.Open.Deadlines).Key, told.Open.TouchedAt!.Value));
    }

    // ---- Near and missed -----------------------------------------------------------------------------------------------

    [Fact]
    public void The_engine_notes_once_that_a_deadline_is_near()
    {
        Given(Called).When(CallNear).By(Actor.Engine).At(Utc(3, 10, 22).AddSeconds(-1)).IsAlreadySo();
        Given(Called).When(CallNear).By(Actor.Engine).At(Utc(3, 10, 22)).Then(new DeadlineNeared(DeadlineKey.CallBack, new(2026, 3, 13)));
        Given(Called, Past.Of(CallNear, Actor.Engine, Utc(3, 10, 22))).When(CallNear).By(Actor.Engine).IsAlreadySo();
    }

    [Fact]
    public void The_engine_notes_once_that_it_is_missed_and_then_it_is_near_no_more()
    {
        Given(Called).When(CallMissed).By(Actor.Engine).At(Utc(3, 13, 22)).Then(new DeadlineMissed(DeadlineKey.CallBack, new(2026, 3, 13)));
        var missed = Past.Of(CallMissed, Actor.Engine, Utc(3, 13, 22));
        Given(Called, missed).When(CallMissed).By(Actor.Engine).At(Utc(3, 14, 22)).IsAlreadySo();
        Given(Called, missed).When(CallNear).By(Actor.Engine).At(Utc(3, 14, 22)).IsAlreadySo();
    }

    [Fact]
    public void What_is_near_from_the_beginning_is_no_news() =>
        Given(Opened).When(new NoteDeadlineNear(DeadlineKey.UrgencyJudged)).By(Actor.Engine).At(Utc(3, 11, 12)).IsAlreadySo();

    [Fact]
    public void Nobody_but_the_engine_notes_it()
    {
        Given(Called).When(CallNear).By(Anna).Refuses(Refusal.EngineOnly);
        Given(Called).When(CallMissed).By(Anna).Refuses(Refusal.EngineOnly);
    }

    // ---- Suspension ----------------------------------------------------------------------------------------------------

    [Fact]
    public void A_case_waits_for_a_reason_until_it_goes_on()
    {
        var told = Given(InContact).When(new Suspend("They are at sea")).By(Anna).Then(new CaseSuspended(Noon));
        Assert.Equal(new TextContent("They are at sea"), told.ContentOf<CaseSuspended>());
        Given(InContact, Suspended).When(new Suspend("Still")).By(Anna).IsAlreadySo();
        Given(InContact).When(new Resume()).By(Anna).Refuses(Refusal.CaseNotSuspended);
    }

    /// <summary>Ten days later than 10 June is Midsummer Day, and than 10 March 2027 a Saturday: both may still be done on the Monday after.</summary>
    [Fact]
    public void The_days_it_waited_are_added_to_its_local_deadlines()
    {
        var back = new DateTimeOffset(2026, 3, 20, 8, 0, 0, TimeSpan.FromHours(2));
        var told = Given(InFollowUp, Suspended).When(new Resume("Back from the sea")).By(Anna).At(back).Then(
            new CaseResumed(back, Days: 10),
            new DeadlineMoved(DeadlineKey.NextFollowUp, new(2026, 6, 20), Utc(6, 22, 21), Utc(6, 16, 21), Waited: true),
            new DeadlineMoved(DeadlineKey.PlanReviewed, new(2027, 3, 20), Utc(3, 22, 22, year: 2027), Utc(3, 17, 22, year: 2027), Waited: true));
        Assert.Equal(new TextContent("Back from the sea"), told.ContentOf<CaseResumed>());
        Assert.Equal((null, 10), (told.Open.SuspendedAt, told.Open.SuspendedDays));
    }

    [Fact]
    public void The_days_are_those_it_truly_waited_whenever_that_was_recorded()
    {
        var suspended = Past.Of(new Suspend("They are at sea") { OccurredAt = FirstContactAt }, Anna, Noon);
        var told = Given(Called, Urgent, suspended).When(new Resume { OccurredAt = Noon.AddDays(-1) }).By(Anna).At(Noon.AddDays(5)).IsAccepted();
        Assert.Equal((1, new DateOnly(2026, 3, 14)), (told.Only<CaseResumed>().Days, told.Only<DeadlineMoved>().DueOn));
    }

    [Fact]
    public void A_case_that_goes_on_the_same_day_has_not_waited() =>
        Given(Called, Suspended).When(new Resume()).By(Anna).At(FirstContactAt.AddHours(5)).Then(new CaseResumed(FirstContactAt.AddHours(5), Days: 0));

    [Fact]
    public void A_case_does_not_go_on_before_it_waited() =>
        Given(Opened, Past.Of(new Suspend("At sea"), Anna, Noon)).When(new Resume { OccurredAt = Noon.AddSeconds(-1) }).By(Anna).At(Noon.AddHours(1))
            .Refuses(Refusal.OccurredBeforePhase);

    [Fact]
    public void The_days_of_two_suspensions_in_one_phase_are_counted_together()
    {
        var resumed = Past.Of(new Resume(), Anna, Noon);
        var again = Past.Of(new Suspend("At sea again"), Anna, Noon.AddDays(3));
        Assert.Equal(3, Given(InContact, Suspended, resumed, again).When(new Resume()).By(Anna).At(Noon.AddDays(4)).IsAccepted().Open.SuspendedDays);
        Assert.Equal(0, Given(InContact, Suspended, resumed).When(new StartAssessment()).By(Anna).IsAccepted().Open.SuspendedDays);
    }

    [Fact]
    public void A_statutory_deadline_does_not_wait()
    {
        var told = Given(Called, SpecialSupport, Suspended).When(new Resume()).By(Anna).Then(
            new CaseResumed(Noon, Days: 2), new DeadlineMoved(DeadlineKey.CallBack, new(2026, 3, 15), Utc(3, 16, 22), NearFrom: null, Waited: true));
        Assert.Equal(
            [
                (DeadlineKey.UrgencyJudged, new(2026, 3, 11)), (DeadlineKey.CallBack, new(2026, 3, 15)),
                (DeadlineKey.AssessmentStarted, new(2026, 3, 19)), (DeadlineKey.AssessmentDone, new(2026, 6, 10)),
            ],
            told.Open.Deadlines.Select(d => (d.Key, d.DueOn)));
    }

    [Fact]
    public void While_a_case_waits_its_local_deadlines_are_neither_near_nor_overdue()
    {
        var waiting = Given(Called, Urgent, Suspended);
        waiting.When(CallNear).By(Actor.Engine).At(Utc(3, 13, 12)).IsAlreadySo();
        waiting.When(CallMissed).By(Actor.Engine).At(Utc(3, 20, 12)).IsAlreadySo();
        var picture = Decider.Picture(waiting.State());
        Assert.Equal((null, null), (picture.OverdueFrom, picture.WakeAt));
    }

    [Fact]
    public void Its_statutory_deadlines_are_missed_all_the_same()
    {
        var waiting = Given(Called, Suspended);
        waiting.When(new NoteDeadlineMissed(DeadlineKey.UrgencyJudged)).By(Actor.Engine).Then(new DeadlineMissed(DeadlineKey.UrgencyJudged, new(2026, 3, 11)));
        Assert.Equal((DeadlineKey.UrgencyJudged, Utc(3, 11, 22)), (Decider.Picture(waiting.State()).DueKey!.Value, Decider.Picture(waiting.State()).OverdueFrom!.Value));
    }

    [Fact]
    public void Nothing_leads_on_from_a_case_that_waits()
    {
        Given(InContact, Suspended).When(new StartAssessment()).By(Anna).Refuses(Refusal.CaseSuspended);
        Given(InAssessment, Suspended).When(Assessment).By(Anna).Refuses(Refusal.CaseSuspended);
        Given(InMeeting, Invited, Met, Suspended).When(Plan).By(Anna).Refuses(Refusal.CaseSuspended);
        Given(InFollowUp, Suspended).When(HomeMeeting).By(Anna).Refuses(Refusal.CaseSuspended);
        Given(InFollowUp, Suspended).When(new Reassess("A sister")).By(Anna).Refuses(Refusal.CaseSuspended);
        Given(InContact, Suspended).When(new Close("moved-away", "To the sea")).By(Anna).Refuses(Refusal.CaseSuspended);
    }

    [Fact]
    public void What_leads_nowhere_goes_on_meanwhile()
    {
        Given(InMeeting, Suspended).When(HomeMeeting).By(Anna).IsAccepted();
        Given(InContact, Suspended).When(Contact(SecondContact, Child("key-child"))).By(Tea).IsAccepted();
        Given(InContact, Suspended).When(new OfferHandover(Bea)).By(Anna).IsAccepted();
    }

    // ---- Extension -----------------------------------------------------------------------------------------------------

    [Fact]
    public void A_local_deadline_is_extended_with_a_reason()
    {
        var told = Given(InFollowUp).When(new ExtendDeadline(DeadlineKey.NextFollowUp, new(2026, 7, 10), "Holidays")).By(Anna).Then(
            new DeadlineMoved(DeadlineKey.NextFollowUp, new(2026, 7, 10), Utc(7, 10, 21), Utc(7, 7, 21)));
        Assert.Equal(new TextContent("Holidays"), told.ContentOf<DeadlineMoved>());
    }

    [Fact]
    public void It_is_extended_by_the_models_days_at_most_from_where_it_first_stood()
    {
        Given(InFollowUp).When(new ExtendDeadline(DeadlineKey.NextFollowUp, new(2026, 7, 11), "Holidays")).By(Anna).Refuses(Refusal.DeadlineExtendedTooFar);
        var extended = Past.Of(new ExtendDeadline(DeadlineKey.NextFollowUp, new(2026, 7, 1), "Holidays"), Anna);
        Given(InFollowUp, extended).When(new ExtendDeadline(DeadlineKey.NextFollowUp, new(2026, 7, 11), "Longer")).By(Anna).Refuses(Refusal.DeadlineExtendedTooFar);
        Given(InFollowUp, extended).When(new ExtendDeadline(DeadlineKey.NextFollowUp, new(2026, 7, 10), "Longer")).By(Anna).IsAccepted();
    }

    [Fact]
    public void One_the_model_does_not_let_be_extended_stays() =>
        Given(InFollowUp).When(new ExtendDeadline(DeadlineKey.PlanReviewed, new(2027, 3, 11), "Holidays")).By(Anna).Refuses(Refusal.DeadlineExtendedTooFar);

    [Fact]
    public void It_is_extended_to_a_later_day()
    {
        Given(InFollowUp).When(new ExtendDeadline(DeadlineKey.NextFollowUp, new(2026, 6, 9), "Sooner")).By(Anna).Refuses(Refusal.DateNotLater);
        Given(InFollowUp).When(new ExtendDeadline(DeadlineKey.NextFollowUp, new(2026, 6, 10), "The same")).By(Anna).IsAlreadySo();
    }

    [Fact]
    public void A_statutory_deadline_is_never_extended() =>
        Given(Opened).When(new ExtendDeadline(DeadlineKey.UrgencyJudged, new(2026, 3, 13), "Busy")).By(Anna).Refuses(Refusal.DeadlineStatutory);

    [Fact]
    public void What_does_not_run_is_not_extended()
    {
        Given(InContact).When(new ExtendDeadline(DeadlineKey.CallBack, new(2026, 3, 16), "Busy")).By(Anna).Refuses(Refusal.DeadlineNotRunning);
        Given(Opened).When(new ExtendDeadline(DeadlineKey.CallBack, new(2026, 3, 16), "Busy")).By(Anna).Refuses(Refusal.DeadlineNotRunning);
    }

    [Fact]
    public void One_that_was_missed_and_is_extended_is_to_come_again()
    {
        var missed = Past.Of(CallMissed, Actor.Engine, Utc(3, 13, 22));
        var told = Given(Called, missed).When(new ExtendDeadline(DeadlineKey.CallBack, new(2026, 3, 20), "The line was down")).By(Anna).At(Utc(3, 14, 10)).Then(
            new DeadlineMoved(DeadlineKey.CallBack, new(2026, 3, 20), Utc(3, 20, 22), Utc(3, 17, 22)));
        Assert.Equal((DeadlineKey.CallBack, false, false), told.Open.Deadlines.Select(d => (d.Key, d.Missed, d.Near)).Last());
    }

    // ---- Records -------------------------------------------------------------------------------------------------------

    [Fact]
    public void A_flag_is_raised_by_who_sees_why_and_lowered_by_the_coordinator()
    {
        var raised = Past.Of(new RaiseFlag("secret-address"), Tea);
        Assert.Equal(["secret-address"], Given(InFollowUp).When(new RaiseFlag("secret-address")).By(Tea).Then(new FlagRaised("secret-address")).Open.Flags);
        Given(InFollowUp, raised).When(new RaiseFlag("secret-address")).By(Anna).IsAlreadySo();
        Given(InFollowUp, raised).When(new LowerFlag("secret-address")).By(Tea).Refuses(Refusal.NotCoordinator);
        Assert.Empty(Given(InFollowUp, raised).When(new LowerFlag("secret-address")).By(Anna).Then(new FlagLowered("secret-address")).Open.Flags);
    }

    [Fact]
    public void A_flag_is_one_of_the_models_and_what_is_not_raised_is_not_lowered()
    {
        Given(InContact).When(new RaiseFlag("pirates")).By(Anna).Refuses(Refusal.FlagUnknown);
        Given(InContact).When(new LowerFlag("secret-address")).By(Anna).Refuses(Refusal.FlagUnknown);
        Given(InContact, Past.Of(new RaiseFlag("secret-address"), Anna)).When(new LowerFlag("safety-risk-at-visit")).By(Anna).Refuses(Refusal.FlagUnknown);
    }

    [Fact]
    public void A_document_is_referred_to_where_it_is_kept_also_after_closing()
    {
        var document = new ReferDocument("Plan of early education", "The city's", "vasu-17", "https://vasu.example/17");
        var told = Given(InFollowUp).When(document).By(Tea).Then(new DocumentReferred("d1"));
        Assert.Equal(new DocumentContent("Plan of early education", "The city's", "vasu-17", "https://vasu.example/17"), told.ContentOf<DocumentReferred>());
        Given(Closed, Past.Of(document, Tea)).When(document).By(Tea).Then(new DocumentReferred("d2"));
    }

    [Fact]
    public void What_is_known_of_a_member_changes_and_what_is_left_out_stays()
    {
        var told = Given(Opened).When(new ChangeMember("m2", null, "like-elina", new(FamilyName: "Esimerkki-Oja"))).By(Anna).Then(
            new MemberChanged(new("m2", MemberRole.Adult, "key-adult", "like-elina")));
        Assert.Equal(new MemberContent(FamilyName: "Esimerkki-Oja", Member: "m2"), told.ContentOf<MemberChanged>());
        Assert.Equal(["m1", "m2"], told.Open.Members.Select(m => m.Id));
        var named = Past.Of(Contact(FirstContact, Child(null, "like-child")), Anna);
        Given(named).When(new ChangeMember("m1", "key-child", null, new())).By(Anna).Then(new MemberChanged(new("m1", MemberRole.Child, "key-child", "like-child")));
    }

    [Fact]
    public void A_member_who_changes_is_here_and_takes_nobodys_identifier()
    {
        Given(Opened).When(new ChangeMember("m9", null, null, new())).By(Anna).Refuses(Refusal.MemberUnknown);
        Given(Opened).When(new ChangeMember("m1", "key-adult", null, new())).By(Anna).Refuses(Refusal.IdentifierTaken);
        Given(Opened).When(new ChangeMember("m1", "key-child", null, new())).By(Anna).IsAccepted();
    }

    static DeadlineSet CallBackByTuesday => new(DeadlineKey.CallBack, new(2026, 3, 17), Utc(3, 17, 22), Utc(3, 12, 22), Local: true);

    static OperatingModel OfEveryCase(OperatingModel m) => m with { Deadlines = [.. m.Deadlines.Select(d => d with { When = AppliesWhen.Always })] };
    static OperatingModel SpecialFromPending(OperatingModel m) => m with
    {
        Deadlines = [.. m.Deadlines.Select(d => d.CountsFrom == CountsFrom.Contact ? d with { CountsFrom = CountsFrom.Pending } : d)],
    };
    static OperatingModel FromPending(OperatingModel m) => OfEveryCase(SpecialFromPending(m));
}
