using Coordination.Core;
using static Coordination.Tests.Language;
using static Coordination.Tests.Village;

namespace Coordination.Tests;

/// <summary>Who takes part and as what, who acts for the coordinator, and that special support keeps a social worker near.</summary>
public sealed class CasePeopleTests
{
    static readonly Past TeaInvited = Past.Of(new InviteParticipant(Tea), Anna);
    static readonly Past TeaTakesPart = [.. TeaInvited, .. Past.Of(new AcceptInvitation(), Tea)];
    static readonly Past CaiIsPair = Past.Of(new NamePair(Cai), Anna);
    static readonly Past BeaIsOwnWorker = Past.Of(new NameOwnWorker(Bea), Anna);

    /// <summary>Cai substitutes on Thursday 12 and Friday 13 March.</summary>
    static readonly NameSubstitute TwoDays = new(Cai, new(2026, 3, 12), new(2026, 3, 13), "Anna is away");
    static readonly Past CaiSubstitutes = Past.Of(TwoDays, Anna);
    static readonly DateTimeOffset Begins = Utc(3, 11, 22), Ends = Utc(3, 13, 22);

    static readonly JudgeSpecialSupport Needed = new(Needed: true, "Nobody at home can help.");
    static readonly Past NotNeeded = Past.Of(new JudgeSpecialSupport(Needed: false, "They manage."), Bea);

    /// <summary>Anna, who is no social worker, coordinates; Bea, who is one, judged and became her pair.</summary>
    static readonly Past BesideBea = [.. InContact, .. Past.Of(new InviteParticipant(Bea), Anna), .. Past.Of(Needed, Bea)];

    /// <summary>Bea coordinates alone.</summary>
    static readonly Past OpenedByBea = [.. Past.Of(Contact(FirstContact, Child("key-child")), Bea), .. Past.Of(new JudgeUrgency(Urgency.Soon), Bea)];
    static readonly Past ByBea = [.. OpenedByBea, .. Past.Of(Needed, Bea)];

    // ---- Participants --------------------------------------------------------------------------------------------------

    [Fact]
    public void Who_is_invited_does_not_take_part_yet_but_sees_the_case()
    {
        var told = Given(InContact).When(new InviteParticipant(Tea, "Knows him well")).By(Anna).Then(new ParticipantInvited(Tea));
        Assert.Equal(new TextContent("Knows him well"), told.ContentOf<ParticipantInvited>());
        Assert.Equal((Tea.Id, 0), (Assert.Single(told.Open.Invited), told.Open.Participants.Length));
        Assert.True(CaseDecider.See(Tea, told.State));
    }

    [Fact]
    public void Who_is_invited_or_takes_part_is_not_invited_again()
    {
        Given(InContact, TeaInvited).When(new InviteParticipant(Tea)).By(Anna).IsAlreadySo();
        Given(InContact, TeaTakesPart).When(new InviteParticipant(Tea)).By(Anna).IsAlreadySo();
    }

    [Fact]
    public void Nobody_is_asked_to_take_part_who_left() =>
        Given(InContact).When(new InviteParticipant(Lea)).By(Anna).Refuses(Refusal.PersonUnknown);

    [Fact]
    public void An_invitation_is_accepted_and_the_part_begins()
    {
        var told = Given(InContact, TeaInvited).When(new AcceptInvitation()).By(Tea).Then(new InvitationAccepted(Tea, Noon));
        Assert.Equal((Tea.Id, 0), (Assert.Single(told.Open.Participants), told.Open.Invited.Length));
        Assert.Equal(new RoleHeld(Tea, CaseRole.Participant, Noon), Assert.Single(told.Open.Roles));
    }

    [Fact]
    public void An_invitation_accepted_again_is_already_so() =>
        Given(InContact, TeaTakesPart).When(new AcceptInvitation()).By(Tea).IsAlreadySo();

    [Fact]
    public void Nobody_accepts_who_was_not_invited() =>
        Given(InContact, TeaInvited).When(new AcceptInvitation()).By(Mia).Refuses(Refusal.NotInvited);

    [Fact]
    public void An_invitation_is_declined_with_a_reason_and_the_case_is_seen_no_more()
    {
        var told = Given(InContact, TeaInvited).When(new DeclineInvitation("No time")).By(Tea).Then(new InvitationDeclined(Tea));
        Assert.Equal(new TextContent("No time"), told.ContentOf<InvitationDeclined>());
        Assert.False(CaseDecider.See(Tea, told.State));
    }

    [Fact]
    public void Who_takes_part_already_has_no_invitation_to_decline() =>
        Given(InContact, TeaTakesPart).When(new DeclineInvitation("No time")).By(Tea).Refuses(Refusal.NotInvited);

    [Fact]
    public void A_participation_ends_with_a_reason_and_it_is_remembered_from_when_to_when()
    {
        var told = Given(Opened, TeaTakesPart).When(new EndParticipation(Tea, "She moved")).By(Anna).Then(new ParticipationEnded(Tea, Noon));
        Assert.Equal(new TextContent("She moved"), told.ContentOf<ParticipationEnded>());
        Assert.Equal(new RoleHeld(Tea, CaseRole.Participant, FirstContactAt.AddMinutes(20), Noon), Assert.Single(told.Open.Roles));
        Assert.False(CaseDecider.See(Tea, told.State));
    }

    [Fact]
    public void An_invitation_nobody_answered_is_taken_back() =>
        Assert.Empty(Given(InContact, TeaInvited).When(new EndParticipation(Tea, "A mistake")).By(Anna).Then(new ParticipationEnded(Tea, Noon)).Open.Invited);

    [Fact]
    public void Who_does_not_take_part_does_not_stop() =>
        Given(InContact).When(new EndParticipation(Tea, "She moved")).By(Anna).Refuses(Refusal.ParticipantUnknown);

    [Fact]
    public void Who_has_an_open_task_does_not_leave_before_it_is_settled()
    {
        Given(InFollowUp).When(new EndParticipation(Tea, "She moved")).By(Anna).Refuses(Refusal.ParticipantHasTasks);
        Given(InFollowUp, Past.Of(new CompleteTask("t1"), Tea)).When(new EndParticipation(Tea, "She moved")).By(Anna).IsAccepted();
    }

    // ---- Pair and own worker -------------------------------------------------------------------------------------------

    [Fact]
    public void The_coordinator_names_a_pair_who_takes_part()
    {
        var told = Given(InContact).When(new NamePair(Cai)).By(Anna).Then(new PairNamed(Cai, Noon));
        Assert.Equal((Cai.Id, Cai.Id), (told.Open.Pair!.Value, Assert.Single(told.Open.Participants)));
    }

    [Fact]
    public void There_is_one_pair_at_a_time() =>
        Given(InContact, CaiIsPair).When(new NamePair(Bea)).By(Anna).Then(new PairEnded(Cai, Noon), new PairNamed(Bea, Noon));

    [Fact]
    public void The_pair_named_again_is_already_so() =>
        Given(InContact, CaiIsPair).When(new NamePair(Cai)).By(Anna).IsAlreadySo();

    [Fact]
    public void Nobody_is_a_pair_with_themself() =>
        Given(InContact).When(new NamePair(Anna)).By(Anna).Refuses(Refusal.PersonIsCoordinator);

    [Fact]
    public void Nobody_is_named_pair_who_left() =>
        Given(InContact).When(new NamePair(Lea)).By(Anna).Refuses(Refusal.PersonUnknown);

    [Fact]
    public void A_pair_ends_with_a_reason_and_still_takes_part()
    {
        var told = Given(InContact, CaiIsPair).When(new EndPair("Calm again")).By(Anna).Then(new PairEnded(Cai, Noon));
        Assert.Equal(new TextContent("Calm again"), told.ContentOf<PairEnded>());
        Assert.Equal((null, Cai.Id), (told.Open.Pair, Assert.Single(told.Open.Participants)));
    }

    [Fact]
    public void A_pair_whose_participation_ends_is_pair_no_more() =>
        Assert.Null(Given(InContact, CaiIsPair).When(new EndParticipation(Cai, "Moved")).By(Anna).Then(new ParticipationEnded(Cai, Noon)).Open.Pair);

    [Fact]
    public void Where_there_is_no_pair_none_ends() =>
        Given(InContact).When(new EndPair("Calm again")).By(Anna).Refuses(Refusal.NoPair);

    [Fact]
    public void An_own_worker_is_named_and_takes_part()
    {
        var told = Given(InContact).When(new NameOwnWorker(Bea)).By(Anna).Then(new OwnWorkerNamed(Bea, Noon));
        Assert.Equal((Bea.Id, Bea.Id, Anna.Id), (told.Open.OwnWorker!.Value, Assert.Single(told.Open.Participants), told.Open.Coordinator));
    }

    [Fact]
    public void The_coordinator_may_be_the_own_worker_too() =>
        Given(InContact).When(new NameOwnWorker(Anna)).By(Anna).Then(new OwnWorkerNamed(Anna, Noon));

    [Fact]
    public void An_own_worker_is_of_social_services() =>
        Given(InContact).When(new NameOwnWorker(Nora)).By(Anna).Refuses(Refusal.NotCompetent);

    [Fact]
    public void Nobody_is_named_own_worker_who_left() =>
        Given(InContact).When(new NameOwnWorker(Lea)).By(Anna).Refuses(Refusal.PersonUnknown);

    [Fact]
    public void There_is_one_own_worker_at_a_time() =>
        Given(InContact, BeaIsOwnWorker).When(new NameOwnWorker(Cai)).By(Anna).Then(new OwnWorkerEnded(Bea, Noon), new OwnWorkerNamed(Cai, Noon));

    [Fact]
    public void The_own_worker_named_again_is_already_so() =>
        Given(InContact, BeaIsOwnWorker).When(new NameOwnWorker(Bea)).By(Anna).IsAlreadySo();

    [Fact]
    public void An_own_worker_ends_with_a_reason()
    {
        var told = Given(InContact, BeaIsOwnWorker).When(new EndOwnWorker("No client any more")).By(Anna).Then(new OwnWorkerEnded(Bea, Noon));
        Assert.Equal(new TextContent("No client any more"), told.ContentOf<OwnWorkerEnded>());
        Assert.Null(told.Open.OwnWorker);
    }

    [Fact]
    public void Where_there_is_no_own_worker_none_ends() =>
        Given(InContact).When(new EndOwnWorker("No client any more")).By(Anna).Refuses(Refusal.NoOwnWorker);

    [Fact]
    public void The_own_worker_stays_when_the_coordinator_changes() =>
        Assert.Equal(Bea.Id, Given(InContact, BeaIsOwnWorker).When(new AssignCoordinator(Cai, "Ill")).By(Mia).IsAccepted().Open.OwnWorker);

    // ---- Substitute ----------------------------------------------------------------------------------------------------

    [Fact]
    public void A_substitute_is_named_from_day_to_day_and_the_coordinator_stays()
    {
        var told = Given(InContact).When(TwoDays).By(Anna).Then(new SubstituteNamed(Cai, TwoDays.From, TwoDays.To, Begins, Ends));
        Assert.Equal(new TextContent("Anna is away"), told.ContentOf<SubstituteNamed>());
        Assert.Equal((Anna.Id, Cai.Id), (told.Open.Coordinator, told.Open.Substitute!.Person));
    }

    [Fact]
    public void The_manager_names_a_substitute_for_who_fell_ill() =>
        Given(InContact).When(TwoDays).By(Mia).Then(new SubstituteNamed(Cai, TwoDays.From, TwoDays.To, Begins, Ends));

    [Fact]
    public void Who_only_takes_part_names_no_substitute() =>
        Given(InContact, TeaTakesPart).When(TwoDays).By(Tea).Refuses(Refusal.NotCoordinator);

    [Fact]
    public void A_substitute_is_somebody_else_who_is_there_and_may_coordinate()
    {
        Given(InContact).When(TwoDays with { Person = Lea }).By(Anna).Refuses(Refusal.PersonUnknown);
        Given(InContact).When(TwoDays with { Person = Nils }).By(Anna).Refuses(Refusal.PersonMayNotCoordinate);
        Given(InContact).When(TwoDays with { Person = Anna }).By(Anna).Refuses(Refusal.PersonIsCoordinator);
    }

    [Fact]
    public void A_substitution_ends_after_it_begins_and_is_not_over()
    {
        Given(InContact).When(TwoDays with { From = new(2026, 3, 20), To = new(2026, 3, 19) }).By(Anna).Refuses(Refusal.SubstitutionDatesWrong);
        Given(InContact).When(TwoDays with { From = new(2026, 3, 10), To = new(2026, 3, 11) }).By(Anna).Refuses(Refusal.SubstitutionDatesWrong);
        Given(InContact).When(TwoDays with { To = new(2026, 3, 12) }).By(Anna).IsAccepted();
    }

    [Fact]
    public void The_same_substitution_again_is_already_so_and_another_takes_its_place()
    {
        Given(InContact, CaiSubstitutes).When(TwoDays).By(Anna).IsAlreadySo();
        Given(InContact, CaiSubstitutes).When(TwoDays with { Person = Nora }).By(Anna).Then(
            new SubstituteEnded(Cai), new SubstituteNamed(Nora, TwoDays.From, TwoDays.To, Begins, Ends));
    }

    [Fact]
    public void A_substitute_acts_for_the_coordinator_and_both_are_recorded_in_every_event() =>
        Given(InContact, CaiSubstitutes).When(new StartAssessment()).By(Cai).Then(
            new AssessmentStarted { ActingFor = Anna }, new PhaseEntered(Phase.Contact, Phase.NeedsAssessment, Noon) { ActingFor = Anna });

    [Fact]
    public void What_anybody_may_do_the_substitute_does_for_nobody_else() =>
        Given(InContact, CaiSubstitutes).When(new Note("I called them.")).By(Cai).Then(new NoteWritten());

    [Fact]
    public void The_coordinator_meanwhile_acts_for_themself() =>
        Given(InContact, CaiSubstitutes).When(new StartAssessment()).By(Anna).Then(
            new AssessmentStarted(), new PhaseEntered(Phase.Contact, Phase.NeedsAssessment, Noon));

    [Fact]
    public void A_substitute_acts_neither_before_the_first_day_nor_after_the_last()
    {
        var asked = Given(InContact, CaiSubstitutes).When(new StartAssessment()).By(Cai);
        asked.At(Begins.AddSeconds(-1)).Refuses(Refusal.NotCoordinator);
        asked.At(Begins).IsAccepted();
        asked.At(Ends.AddSeconds(-1)).IsAccepted();
        asked.At(Ends).Refuses(Refusal.NotCoordinator);
    }

    [Fact]
    public void A_substitution_whose_last_day_has_ended_ends_by_itself()
    {
        var asked = Given(InContact, CaiSubstitutes).When(new EndSubstitute()).By(Actor.Engine);
        asked.At(Ends.AddSeconds(-1)).IsAlreadySo();
        Assert.Null(asked.At(Ends).Then(new SubstituteEnded(Cai)).Open.Substitute);
        Given(InContact).When(new EndSubstitute()).By(Actor.Engine).IsAlreadySo();
    }

    [Fact]
    public void A_coordinator_who_is_back_early_and_the_manager_end_it()
    {
        Given(InContact, CaiSubstitutes).When(new EndSubstitute()).By(Anna).Then(new SubstituteEnded(Cai));
        Given(InContact, CaiSubstitutes).When(new EndSubstitute()).By(Mia).Then(new SubstituteEnded(Cai));
        Given(InContact).When(new EndSubstitute()).By(Anna).IsAlreadySo();
    }

    [Fact]
    public void A_substitution_ends_when_the_coordinator_changes()
    {
        Given(InContact, CaiSubstitutes, Offered).When(new AcceptHandover()).By(Bea).Then(
            new HandoverAccepted(Bea, new("county"), Accompanied: true), new SubstituteEnded(Cai));
        Given(InContact, CaiSubstitutes).When(new AssignCoordinator(Bea, "Anna left")).By(Mia).Then(
            new CoordinatorAssigned(Bea, new("county")), new SubstituteEnded(Cai));
    }

    [Fact]
    public void A_closed_case_has_no_substitute()
    {
        var closed = Given(InContact, CaiSubstitutes, Past.Of(new Close("moved-away", "To the sea"), Anna));
        Assert.False(CaseDecider.See(Cai, closed.State()));
        closed.When(new EndSubstitute()).By(Anna).IsAlreadySo();
    }

    // ---- Special support keeps a social worker as coordinator or as the pair -----------------------------------------------

    [Fact]
    public void Without_special_support_it_does_not_matter_who_is_a_social_worker()
    {
        Given(OpenedByBea).When(new OfferHandover(Anna)).By(Bea).IsAccepted();
        Given(BesideBea, NotNeeded).When(new EndPair("They manage")).By(Anna).Then(new PairEnded(Bea, Noon));
    }

    [Fact]
    public void With_special_support_a_social_worker_does_not_offer_the_case_to_one_who_is_none()
    {
        Given(ByBea).When(new OfferHandover(Nora)).By(Bea).Refuses(Refusal.SocialWorkerNeeded);
        Given(ByBea, Past.Of(new NamePair(Cai), Bea)).When(new OfferHandover(Nora)).By(Bea).Refuses(Refusal.SocialWorkerNeeded);
    }

    [Fact]
    public void With_a_social_worker_as_pair_the_case_passes_to_a_nurse_who_may_coordinate()
    {
        Given(BesideBea).When(new OfferHandover(Nora, Accompanied: true)).By(Anna).Refuses(Refusal.SocialWorkerNeeded); // Bea is Anna's pair, and not yet Nora's
        Given(BesideBea).When(new OfferHandover(Nora, Accompanied: true, Pair: Cai)).By(Anna).Refuses(Refusal.SocialWorkerNeeded);
        Given(BesideBea).When(new OfferHandover(Nora, Accompanied: true, Pair: Lea)).By(Anna).Refuses(Refusal.PersonUnknown);
        Given(BesideBea).When(new OfferHandover(Bea, Accompanied: true, Pair: Bea)).By(Anna).Refuses(Refusal.PersonIsCoordinator);
        var offered = Past.Of(new OfferHandover(Nora, Accompanied: true, Pair: Bea), Anna);
        var told = Given(BesideBea, offered).When(new AcceptHandover()).By(Nora).Then(new HandoverAccepted(Nora, new("county"), Accompanied: true));
        Assert.Equal((Nora.Id, Bea.Id), (told.Open.Coordinator, told.Open.Pair!.Value));
    }

    [Fact]
    public void A_pair_does_not_pass_on_by_itself_and_another_may_be_named_with_the_offer()
    {
        var beside = Past.Of(new NamePair(Cai), Anna);
        Given(Opened, beside, Past.Of(new OfferHandover(Nora), Anna)).When(new AcceptHandover()).By(Nora).Then(
            new HandoverAccepted(Nora, new("county"), Accompanied: false), new PairEnded(Cai, Noon));
        Given(Opened, beside, Past.Of(new OfferHandover(Nora, Pair: Tea), Anna)).When(new AcceptHandover()).By(Nora).Then(
            new HandoverAccepted(Nora, new("county"), Accompanied: false), new PairEnded(Cai, Noon), new PairNamed(Tea, Noon));
    }

    [Fact]
    public void The_pair_who_takes_the_case_over_is_pair_no_more() =>
        Assert.Equal((Bea.Id, null), Held(Given(BesideBea, Offered).When(new AcceptHandover()).By(Bea).Then(
            new HandoverAccepted(Bea, new("county"), Accompanied: true), new PairEnded(Bea, Noon))));

    [Fact]
    public void What_was_offered_before_the_judgement_is_not_accepted_after_it()
    {
        var offered = Past.Of(new OfferHandover(Cai), Bea);
        Given(OpenedByBea, offered).When(new AcceptHandover()).By(Cai).IsAccepted();
        Given(OpenedByBea, offered, Past.Of(Needed, Bea)).When(new AcceptHandover()).By(Cai).Refuses(Refusal.SocialWorkerNeeded);
    }

    [Fact]
    public void What_was_offered_beside_a_pair_who_has_left_is_not_accepted() =>
        Given(BesideBea, Past.Of(new OfferHandover(Nora, Pair: Bea), Anna)).When(new AcceptHandover()).By(Nora)
            .In(NetworkWhere((Bea, p => p with { Active = false }))).Refuses(Refusal.SocialWorkerNeeded);

    [Fact]
    public void A_manager_does_not_assign_the_case_past_a_social_worker_either()
    {
        Given(ByBea).When(new AssignCoordinator(Cai, "Bea is ill")).By(Mia).Refuses(Refusal.SocialWorkerNeeded);
        Given(BesideBea).When(new AssignCoordinator(Cai, "Anna is ill")).By(Mia).Refuses(Refusal.SocialWorkerNeeded);
        Given(BesideBea).When(new AssignCoordinator(Cai, "Anna is ill", Pair: Bea)).By(Mia).Then(new CoordinatorAssigned(Cai, new("county")));
        Given(BesideBea).When(new AssignCoordinator(Bea, "Anna is ill")).By(Mia).Then(new CoordinatorAssigned(Bea, new("county")), new PairEnded(Bea, Noon));
    }

    [Fact]
    public void A_case_is_not_reopened_past_a_social_worker()
    {
        var closed = new Close("moved-away", "To the sea");
        Given(ByBea, Past.Of(closed, Bea)).When(new Reopen("They are back", Anna)).By(Mia).Refuses(Refusal.SocialWorkerNeeded);
        Given(BesideBea, Past.Of(closed, Anna)).When(new Reopen("They are back", Cai)).By(Mia).Refuses(Refusal.SocialWorkerNeeded);
        Assert.Equal((Cai.Id, Bea.Id), Held(Given(BesideBea, Past.Of(closed, Anna)).When(new Reopen("They are back", Cai, Bea)).By(Mia).IsAccepted()));
        Assert.Equal((Anna.Id, Bea.Id), Held(Given(BesideBea, Past.Of(closed, Anna)).When(new Reopen("They are back")).By(Mia).IsAccepted()));
        var told = Given(BesideBea, Past.Of(closed, Anna)).When(new Reopen("They are back", Bea)).By(Mia).IsAccepted();
        Assert.Equal(((Bea.Id, null), Bea.Id), (Held(told), told.Only<PairEnded>().Person));
    }

    [Fact]
    public void A_pair_who_is_the_only_social_worker_stays()
    {
        Given(BesideBea).When(new EndPair("Calm again")).By(Anna).Refuses(Refusal.SocialWorkerNeeded);
        Given(BesideBea).When(new NamePair(Cai)).By(Anna).Refuses(Refusal.SocialWorkerNeeded);
        Given(BesideBea).When(new EndParticipation(Bea, "Moved")).By(Anna).Refuses(Refusal.SocialWorkerNeeded);
        Given(BesideBea, TeaTakesPart).When(new EndParticipation(Tea, "Moved")).By(Anna).IsAccepted();
    }

    [Fact]
    public void A_pair_beside_a_coordinator_who_is_a_social_worker_comes_and_goes()
    {
        var pair = Past.Of(new NamePair(Cai), Bea);
        Given(ByBea, pair).When(new EndPair("Calm again")).By(Bea).Then(new PairEnded(Cai, Noon));
        Given(ByBea, pair).When(new EndParticipation(Cai, "Moved")).By(Bea).Then(new ParticipationEnded(Cai, Noon));
        Given(ByBea, pair).When(new NamePair(Nora)).By(Bea).Then(new PairEnded(Cai, Noon), new PairNamed(Nora, Noon));
    }

    static (PersonId Coordinator, PersonId? Pair) Held(Told told) => (told.Open.Coordinator, told.Open.Pair);
}
