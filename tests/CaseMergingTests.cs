using System.Collections.Immutable;
using Coordination.Core;
using static Coordination.Tests.Language;
using static Coordination.Tests.Village;

namespace Coordination.Tests;

/// <summary>A contact that came into the wrong case leaves it; two cases that are about one family become one.</summary>
public sealed class CaseMergingTests
{
    static readonly ContactId ThirdContact = new("contact-3");

    /// <summary>A contact of another family came in by a wrong identifier: it names the child of this case, and two whom nobody here knows.</summary>
    static Past Astray(bool callBack = false) => Past.Of(
        Contact(SecondContact, Child("key-child"), Adult("key-stranger"), Child(null, "like-onni")) with { Reasons = ["tantrums"], Language = "sv", Interpreter = true, CallBack = callBack }, Tea, Utc(3, 11, 8));

    static UndoJoin Undo(ContactId contact) => new(contact, "Another family") { Own = AnotherCase };

    [Fact]
    public void A_contact_that_joined_wrongly_leaves_and_takes_with_it_whom_only_it_told_of()
    {
        var before = (OpenCase)Given(Opened).State();
        var after = Given(Opened, Astray()).When(Undo(SecondContact)).By(Anna).Then(new JoinUndone(SecondContact, AnotherCase, ["m3", "m4"], [])).Open;
        Assert.Equal(before.Members.AsEnumerable(), after.Members);
        Assert.Equal((before.Contacts, before.Language, before.Interpreter, before.TouchedAt), (after.Contacts, after.Language, after.Interpreter, after.TouchedAt));
        Assert.Equal(["sleep"], after.Reasons.AsEnumerable());
    }

    [Fact]
    public void An_identifier_that_only_the_wrong_contact_told_leaves_with_it()
    {
        var unidentified = Past.Of(Contact(FirstContact, Child(null, "like-eeli")), Anna);
        var astray = Past.Of(Contact(SecondContact, Child("key-of-another", "like-eeli")), Tea);
        var again = Past.Of(Contact(ThirdContact, Child(null, "like-eeli")), Tea);
        var after = Given(unidentified, astray, again).When(Undo(SecondContact)).By(Anna).Then(new JoinUndone(SecondContact, AnotherCase, [], ["m1"])).Open;
        Assert.Null(Assert.Single(after.Members).Key);
        Assert.All(after.Told.SelectMany(t => t.Members), m => Assert.Null(m.Key));
    }

    [Fact]
    public void An_identifier_told_before_or_put_right_since_stays()
    {
        Assert.Equal("key-child", Given(Opened, Astray()).When(Undo(SecondContact)).By(Anna).IsAccepted().Open.Members[0].Key);
        var unidentified = Past.Of(Contact(FirstContact, Child(null, "like-eeli")), Anna);
        var astray = Past.Of(Contact(SecondContact, Child("key-of-another", "like-eeli")), Tea);
        var right = Past.Of(new ChangeMember("m1", "key-right", null, new()), Anna);
        Assert.Equal("key-right", Given(unidentified, astray, right).When(Undo(SecondContact)).By(Anna).IsAccepted().Open.Members[0].Key);
    }

    [Fact]
    public void A_member_whom_another_contact_told_of_too_stays_with_their_identifier()
    {
        var again = Past.Of(Contact(ThirdContact, Adult("key-stranger")), Tea);
        var after = Given(Opened, Astray(), again).When(Undo(SecondContact)).By(Anna).Then(new JoinUndone(SecondContact, AnotherCase, ["m4"], [])).Open;
        Assert.Equal(["key-child", "key-adult", "key-stranger"], after.Members.Select(m => m.Key));
    }

    [Fact]
    public void Of_two_dates_that_others_set_the_earlier_stays()
    {
        var by = (DateOnly day) => Past.Of(new SetDueDate(DeadlineKey.MatterDecided, day), Anna);
        foreach (var (here, there, stays) in new (DateOnly?, DateOnly, DateOnly)[] { (null, new(2026, 5, 4), new(2026, 5, 4)), (new(2026, 6, 1), new(2026, 5, 4), new(2026, 5, 4)), (new(2026, 5, 4), new(2026, 6, 1), new(2026, 5, 4)) })
        {
            var duplicate = (OpenCase)Given(Opened, by(there)).State() with { Case = AnotherCase };
            var merged = Given(here is { } day ? [.. Opened, .. by(day)] : Opened).When(new Merge(AnotherCase, "The same family", duplicate)).By(Anna).IsAccepted().Open;
            Assert.Equal(stays, Assert.Single(merged.Deadlines, d => d.Key == DeadlineKey.MatterDecided).DueOn);
        }
    }

    [Fact]
    public void The_promise_to_call_back_leaves_with_the_last_contact_that_asked_for_it()
    {
        var callBack = (OperatingModel m) => m with { Deadlines = [.. m.Deadlines.Where(d => d.Key != DeadlineKey.CallBack), new(DeadlineKey.CallBack, 3, LengthUnit.WorkingDays, false, "Local", new(2026, 1, 1))] };
        Given(Opened, Astray(callBack: true)).Under(callBack).When(Undo(SecondContact)).By(Anna).Then(new JoinUndone(SecondContact, AnotherCase, ["m3", "m4"], []), new DeadlineLifted(DeadlineKey.CallBack));
        var asked = Past.Of(Contact(ThirdContact, Child("key-child")) with { CallBack = true }, Tea);
        Given(Opened, Astray(callBack: true), asked).Under(callBack).When(Undo(SecondContact)).By(Anna).Then(new JoinUndone(SecondContact, AnotherCase, ["m3", "m4"], []));
    }

    [Fact]
    public void A_consent_of_somebody_who_was_never_of_this_family_ends()
    {
        var consent = Past.Of(new RecordConsent("m3", new("city"), "coordination", ConsentForm.Written), Anna, Utc(3, 11, 9));
        var after = Given(Opened, Astray(), consent).When(Undo(SecondContact)).By(Anna).IsAccepted().Open;
        Assert.NotNull(Assert.Single(after.Consents).WithdrawnAt);
    }

    [Fact]
    public void A_contact_that_a_person_took_into_the_case_can_leave_it_again()
    {
        var taken = Past.Of(new TakeContact(SecondContact, ["key-elsewhere"]), Anna);
        var after = Given(Opened, Waiting, taken).When(Undo(SecondContact)).By(Anna).IsAccepted().Open;
        Assert.Equal(["m1", "m2"], after.Members.Select(m => m.Id));
        Assert.Equal(1, after.Contacts);
    }

    [Fact]
    public void Whom_a_taken_contact_told_of_stays_when_another_that_told_of_them_leaves()
    {
        var waiting = Past.Of(Contact(SecondContact, Child("key-child"), Child("key-elsewhere"), Adult("key-new")) with { Touches = [TheCase, AnotherCase] }, Tea);
        var taken = Past.Of(new TakeContact(SecondContact, ["key-elsewhere"]), Anna);
        Given(Past.Of(Contact(FirstContact, Child("key-child")), Anna), Past.Of(Contact(new("contact-4"), Child("key-child"), Adult("key-new")), Tea), waiting, taken)
            .When(Undo(new("contact-4"))).By(Anna).Then(new JoinUndone(new("contact-4"), AnotherCase, [], []));
    }

    [Fact]
    public void A_contact_leaves_only_together_with_the_case_it_gets() =>
        Given(Opened, Astray()).When(new UndoJoin(SecondContact, "Another family")).By(Anna).Refuses(Refusal.ContactNotJoined);

    [Fact]
    public void The_promise_of_a_merged_case_to_call_back_leaves_with_no_contact_of_this_one()
    {
        var callBack = (OperatingModel m) => m with { Deadlines = [.. m.Deadlines.Where(d => d.Key != DeadlineKey.CallBack), new(DeadlineKey.CallBack, 3, LengthUnit.WorkingDays, false, "Local", new(2026, 1, 1))] };
        var merged = Past.Of(Merging(Another(By(ThirdContact, Child("key-father")))), Anna);
        Given(Opened, merged, Astray(callBack: true)).Under(callBack).When(Undo(SecondContact)).By(Anna).Then(new JoinUndone(SecondContact, AnotherCase, ["m4", "m5"], []));
    }

    [Fact]
    public void The_contact_that_opened_the_case_did_not_join_it()
    {
        Given(Opened).When(Undo(FirstContact)).By(Anna).Refuses(Refusal.ContactNotJoined);
        Given(Opened, Astray()).When(Undo(FirstContact)).By(Anna).Refuses(Refusal.ContactNotJoined);
        Given(Opened, Astray()).When(Undo(ThirdContact)).By(Anna).Refuses(Refusal.ContactNotJoined);
    }

    [Fact]
    public void Only_the_coordinator_or_a_manager_undoes_a_join()
    {
        Given(Opened, Astray(), Past.Of(new InviteParticipant(Tea), Anna)).When(Undo(SecondContact)).By(Tea).Refuses(Refusal.NotCoordinator);
        Given(Opened, Astray()).When(Undo(SecondContact)).By(Mia).IsAccepted();
    }

    // ---- Merging -----------------------------------------------------------------------------------------------------

    /// <summary>Another case of Anna's, as it would be if it had come by these steps.</summary>
    static OpenCase Another(params ImmutableArray<Past> past) => ((OpenCase)Given(past).State()) with { Case = AnotherCase };

    static Merge Merging(OpenCase? other) => new(AnotherCase, "The same family", other, other is null ? null : new(
        [.. other.Members.Select(m => new MemberContent("Eeli", Member: m.Id))], [.. other.Tasks.Where(t => t.Status == PlanTaskStatus.Open).Select(_ => "Visits")]));

    static Past By(ContactId id, params ImmutableArray<NamedMember> members) => Past.Of(Contact(id, members) with { Reasons = ["tantrums"] }, Anna);

    [Fact]
    public void The_members_contacts_and_reasons_of_the_duplicate_come_here_each_member_once()
    {
        var other = Another(By(SecondContact, Child(null, "like-eeli"), Adult("key-father")));
        var told = Given(Past.Of(Contact(FirstContact, Child("key-child", "like-eeli"), Adult("key-adult")), Anna)).When(Merging(other)).By(Anna).IsAccepted();
        Assert.Equal(["m1 key-child", "m2 key-adult", "m3 key-father"], told.Open.Members.Select(m => $"{m.Id} {m.Key}"));
        Assert.Equal(2, told.Open.Contacts);
        Assert.Equal(["sleep", "tantrums"], told.Open.Reasons.AsEnumerable());
        Assert.Equal([AnotherCase], told.Open.Merged.Select(m => m.Case));
        Assert.Equal(["m1", "m3"], Assert.IsType<MergedWords>(told.ContentOf<DuplicateMerged>()).Members.Select(m => m.Member));
    }

    [Fact]
    public void The_open_tasks_of_the_duplicate_go_on_here()
    {
        var other = Another(InFollowUp, Past.Of(new OfferTask("t1", Nora), Anna));
        var told = Given(InFollowUp, Past.Of(new CompleteTask("t1"), Tea)).When(Merging(other)).By(Anna).IsAccepted();
        Assert.Equal(["t1 Done ", "t2 Open "], told.Open.Tasks.Select(t => $"{t.Id} {t.Status} {t.Taker}"));
        Assert.Equal((PersonId)Tea, told.Open.Tasks[1].Responsible);
        Assert.Equal(["Visits"], Assert.IsType<MergedWords>(told.ContentOf<DuplicateMerged>()).Tasks.AsEnumerable());
        Assert.Contains((PersonId)Tea, told.Open.Participants);
    }

    [Fact]
    public void Of_two_deadlines_that_run_for_one_thing_the_earlier_stays()
    {
        var early = Another(By(SecondContact, Child("key-father")));
        var late = Past.Of(Contact(FirstContact, Child("key-child")), Anna, Utc(3, 11, 8));
        var (own, other) = ((OpenCase)Given(late).State(), early.Deadlines.Single(d => d.Key == DeadlineKey.UrgencyJudged));
        Assert.True(other.OverdueFrom < own.Deadlines.Single(d => d.Key == DeadlineKey.UrgencyJudged).OverdueFrom);
        Assert.Equal(other.DueOn, Given(late).When(Merging(early)).By(Anna).IsAccepted().Open.Deadlines.Single(d => d.Key == DeadlineKey.UrgencyJudged).DueOn);
        var back = Given(By(SecondContact, Child("key-father"))).When(Merging(own with { Case = AnotherCase })).By(Anna).IsAccepted();
        Assert.DoesNotContain(back.Happenings, h => h.Event is DeadlineSet);
    }

    [Fact]
    public void The_more_urgent_judgement_stays_and_ends_the_wait_for_one()
    {
        var other = Another(By(SecondContact, Child("key-father")), Past.Of(new JudgeUrgency(Urgency.Immediate), Anna));
        var merged = Given(Opened).When(Merging(other)).By(Anna).IsAccepted().Open;
        Assert.Equal(Urgency.Immediate, merged.Urgency);
        Assert.DoesNotContain(merged.Deadlines, d => d.Key == DeadlineKey.UrgencyJudged);
        Assert.Equal(Urgency.Soon, Given(InContact).When(Merging(other with { Urgency = Urgency.Normal })).By(Anna).IsAccepted().Open.Urgency);
    }

    [Fact]
    public void What_the_law_says_of_the_duplicate_holds_here_too()
    {
        var other = Another(
            By(SecondContact, Child("key-father")), Past.Of(new RequestServiceAssessment(new("clinic"), "They ask"), Anna), Past.Of(new RecordChildProtectionNotification(new("clinic")), Anna),
            Past.Of(new MarkPending(), Anna));
        var merged = Given(Opened).When(Merging(other)).By(Anna).IsAccepted().Open;
        Assert.Equal((other.ServiceAssessmentRequestedAt, other.ServiceAssessmentFrom), (merged.ServiceAssessmentRequestedAt, merged.ServiceAssessmentFrom));
        Assert.Equal(other.ChildProtectionNotifiedAt, merged.ChildProtectionNotifiedAt);
        Assert.Equal(other.PendingAt, merged.PendingAt);
        Assert.Equal(other.Deadlines.Single(d => d.Key == DeadlineKey.ChildProtectionDecided).DueOn, merged.Deadlines.Single(d => d.Key == DeadlineKey.ChildProtectionDecided).DueOn);
    }

    /// <summary>Of two notifications the one whose time runs stays, and of two that run the earlier.</summary>
    [Fact]
    public void The_clock_of_child_protection_is_lost_in_no_merge()
    {
        var notified = Past.Of(new RecordChildProtectionNotification(new("clinic")), Anna, Utc(3, 10, 9));
        var later = Past.Of(new RecordChildProtectionNotification(new("clinic")), Anna, Utc(3, 11, 9));
        var settled = Past.Of(new RecordChildProtectionDecision(ChildProtectionStage.NotNeeded), Anna, Utc(3, 10, 10));
        var begun = Past.Of(new RecordChildProtectionDecision(ChildProtectionStage.Begun), Anna, Utc(3, 10, 10));
        var mine = By(SecondContact, Child("key-father"));

        var running = Another(mine, later);
        var merged = Given(Opened, notified, settled).When(Merging(running)).By(Anna).IsAccepted().Open;
        Assert.Equal((running.ChildProtectionNotifiedAt, null), (merged.ChildProtectionNotifiedAt, merged.ChildProtection));
        Assert.Equal(DueOf(running, DeadlineKey.ChildProtectionDecided), DueOf(merged, DeadlineKey.ChildProtectionDecided));

        var earlier = Another(mine, notified);
        Assert.Equal(DueOf(earlier, DeadlineKey.ChildProtectionDecided), DueOf(Given(Opened, later).When(Merging(earlier)).By(Anna).IsAccepted().Open, DeadlineKey.ChildProtectionDecided));
        var own = (OpenCase)Given(Opened, notified).State();
        Assert.Equal(DueOf(own, DeadlineKey.ChildProtectionDecided), DueOf(Given(Opened, notified).When(Merging(running)).By(Anna).IsAccepted().Open, DeadlineKey.ChildProtectionDecided));

        var ready = Another(mine, notified, begun);
        var taken = Given(Opened, later).When(Merging(ready)).By(Anna).IsAccepted().Open;
        Assert.Equal((ChildProtectionStage.Begun, DueOf(ready, DeadlineKey.ChildProtectionReady)), (taken.ChildProtection, DueOf(taken, DeadlineKey.ChildProtectionReady)));

        static DateOnly DueOf(OpenCase c, DeadlineKey key) => c.Deadlines.Single(d => d.Key == key).DueOn;
    }

    [Fact]
    public void What_the_duplicate_found_is_to_be_received_here_before_the_case_is_referred()
    {
        var other = Another(By(SecondContact, Child("key-father")), Urgent, Assessing, Assessed);
        var referred = new Close(OperatingModelFile.ReferredResult, "Elsewhere");
        var received = new Past([.. InMeeting, .. Asked, .. Received, .. Past.Of(new AskReceiver("n2", Nora), Anna), .. Past.Of(new AcceptNeed("n2"), Nora)]);
        Given(received).When(referred).By(Anna).IsAccepted();
        var merged = Past.Of(Merging(other), Anna);
        Assert.Equal(["n1", "n2", "n3", "n4"], ((OpenCase)Given(received, merged).State()).Needs.Select(n => n.Id));
        Given(received, merged).When(referred).By(Anna).Refuses(Refusal.NeedsNotReceived);
        var none = Past.Of(Assessment with { Needs = [], NoNeed = true }, Anna);
        Given(InAssessment, none, merged).When(new Close("no-need", "None")).By(Anna).Refuses(Refusal.NeedFound);
        Given(Opened).When(Merging(other with { Needs = [new("n1", "of-another-model", null)] })).By(Anna).Refuses(Refusal.CasesNotMergeable);
    }

    [Fact]
    public void The_own_worker_by_law_stays_the_familys_where_none_is_named_here()
    {
        var other = Another(By(SecondContact, Child("key-father")), Past.Of(new NameOwnWorker(Bea), Anna));
        Assert.Equal(Bea.Id, Given(Opened).When(Merging(other)).By(Anna).IsAccepted().Open.OwnWorker);
        Assert.NotEqual(Bea.Id, Given(Opened, Past.Of(new NameOwnWorker(Cai), Anna)).When(Merging(other)).By(Anna).IsAccepted().Open.OwnWorker);
    }

    [Fact]
    public void Cases_of_different_sharing_are_not_merged()
    {
        var other = Another(By(SecondContact, Child("key-father"))) with { ModelVersion = 3 };
        var models = new OperatingModels([OneContact, OneContact with { Version = 3, Sharing = Sharing.Consent }]);
        Assert.Equal(new Decision<CaseEvent>.Refuse(Refusal.CasesNotMergeable), Decider.Decide(Given(Opened).State(), Merging(other), new(Anna, Noon, models, Village.Network)));
    }

    [Fact]
    public void Special_support_in_the_duplicate_asks_for_a_social_worker_here()
    {
        var other = Another(By(SecondContact, Child("key-father"))) with { SpecialSupport = new(Needed: true, Bea, FirstContactAt), PendingAt = FirstContactAt };
        Given(Opened).When(Merging(other)).By(Anna).Refuses(Refusal.SocialWorkerNeeded);
        var merged = Given(Opened, Past.Of(new NamePair(Bea), Anna)).When(Merging(other)).By(Anna).IsAccepted().Open;
        Assert.True(merged.NeedsSpecialSupport);
        Assert.Contains(merged.Deadlines, d => d.Key == DeadlineKey.AssessmentStarted);
    }

    [Fact]
    public void A_flag_of_the_duplicate_is_raised_here_where_the_model_knows_it()
    {
        var other = Another(By(SecondContact, Child("key-father")), Past.Of(new RaiseFlag("secret-address"), Anna));
        Assert.Equal(["secret-address"], Given(Opened).When(Merging(other with { Flags = ["secret-address", "of-another-model"] })).By(Anna).IsAccepted().Open.Flags.AsEnumerable());
    }

    [Fact]
    public void Only_an_open_case_of_the_same_group_that_one_may_see_is_merged()
    {
        var other = Another(By(SecondContact, Child("key-father")));
        Given(Opened).When(Merging(null)).By(Anna).Refuses(Refusal.DuplicateUnknown);
        Given(Opened).When(Merging(other) with { Duplicate = TheCase }).By(Anna).Refuses(Refusal.DuplicateUnknown);
        Given(Opened).When(Merging(other with { Coordinator = Nora, Organisation = new("city") })).By(Anna).Refuses(Refusal.DuplicateUnknown);
        Given(Opened).When(Merging(other with { Group = "two-year-meeting" })).By(Anna).Refuses(Refusal.CasesNotMergeable);
    }

    [Fact]
    public void Merged_already_it_is_so_already() =>
        Given(Opened, Past.Of(Merging(Another(By(SecondContact, Child("key-father")))), Anna)).When(Merging(null)).By(Anna).IsAlreadySo();

    [Fact]
    public void The_duplicate_closes_its_offers_and_meetings_end_and_its_history_stays()
    {
        var past = new[] { InMeeting, Invited, Offered }.SelectMany(p => p).ToImmutableArray();
        var before = (OpenCase)Given(new Past(past)).State();
        var told = Given(new Past(past)).When(new CloseAsMerged(AnotherCase)).By(Anna).Then(
            new HandoverWithdrawn(), new MeetingCancelled("meeting-1", 1), new CaseMerged(AnotherCase, Noon));
        var closed = Assert.IsType<ClosedCase>(told.State);
        Assert.Equal((OperatingModelFile.MergedResult, AnotherCase), (closed.Result, closed.MergedInto));
        Assert.Equal((before.Contacts, before.Needs.Length), (closed.Last.Contacts, closed.Last.Needs.Length));
        Assert.Empty(Core.Picture.Of(closed).Keys);
    }

    [Fact]
    public void A_contact_that_waits_in_the_duplicate_is_decided_first() =>
        Given(Opened, Waiting).When(new CloseAsMerged(AnotherCase)).By(Anna).Refuses(Refusal.ContactAwaitsDecision);

    [Fact]
    public void Who_merges_is_the_duplicates_coordinator_too_or_its_manager()
    {
        Given(Opened, Past.Of(new InviteParticipant(Cai), Anna)).When(new CloseAsMerged(AnotherCase)).By(Cai).Refuses(Refusal.NotCoordinator);
        Given(Opened).When(new CloseAsMerged(AnotherCase)).By(Mia).IsAccepted();
    }

    [Fact]
    public void A_case_that_waits_is_merged_all_the_same() =>
        Given(InContact, Past.Of(new Suspend("Away"), Anna)).When(new CloseAsMerged(AnotherCase)).By(Anna).IsAccepted();

    [Fact]
    public void What_was_merged_away_is_not_opened_again() =>
        Given(Opened, Past.Of(new CloseAsMerged(AnotherCase), Anna)).When(new Reopen("They came back")).By(Anna).Refuses(Refusal.CaseMergedAway);
}
