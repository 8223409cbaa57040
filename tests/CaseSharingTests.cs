using System.Collections.Immutable;
using System.Text.Json;
using Coordination.Core;
using static Coordination.Tests.Language;
using static Coordination.Tests.Village;

namespace Coordination.Tests;

/// <summary>How much of a case is seen by those who may see it, where the operating model shares by consent.</summary>
public sealed class CaseSharingTests
{
    static readonly OrganisationId City = new("city"), County = new("county");
    static readonly Past TeaInvited = Past.Of(new InviteParticipant(Tea), Anna);
    static readonly RecordConsent ToTheCity = new("m2", City, "coordination", ConsentForm.Written);
    static readonly Past Consented = Past.Of(ToTheCity, Anna);
    static readonly Past Withdrawn = Past.Of(new WithdrawConsent("c1"), Anna);
    static readonly Past Grounded = Past.Of(new RecordLegalBasis(City, LegalGround.ChildInterest, "35 §"), Anna);

    /// <summary>Bea, as if she worked for the city.</summary>
    static readonly Actor BeaOfTheCity = Bea.Actor with { Organisation = City };

    static History ByConsent(params ImmutableArray<Past> past) => Given(past).Under(m => m with { Sharing = Sharing.Consent });

    static CaseSight? Sees(Actor who, History history, DateTimeOffset? at = null) => CaseDecider.Sight(who, history.State(), history.Models, at ?? Noon);

    [Fact]
    public void Where_the_model_shares_with_everyone_involved_they_see_the_whole() =>
        Assert.Equal(CaseSight.Whole, Sees(Tea, Given(InContact, TeaInvited)));

    [Fact]
    public void Without_consent_who_works_elsewhere_sees_what_is_their_own_organisations()
    {
        var history = ByConsent(InContact, TeaInvited, Past.Of(new InviteParticipant(Nora), Anna));
        Assert.Equal(CaseSight.Own, Sees(Tea, history));
        Assert.All(new Actor[] { Anna, Nora, Mia }, of => Assert.Equal(CaseSight.Whole, Sees(of, history)));
        Assert.All(new Actor[] { Tom, Nils, Max, Actor.Engine }, none => Assert.Null(Sees(none, history)));
        Assert.Null(Sees(Tea, ByConsent()));
    }

    [Fact]
    public void A_consent_widens_at_once_its_withdrawal_narrows_at_once_and_a_new_one_widens_again()
    {
        Assert.Equal(CaseSight.Whole, Sees(Tea, ByConsent(InContact, TeaInvited, Consented)));
        Assert.Equal(CaseSight.Own, Sees(Tea, ByConsent(InContact, TeaInvited, Consented, Withdrawn)));
        Assert.Equal(CaseSight.Whole, Sees(Tea, ByConsent(InContact, TeaInvited, Consented, Withdrawn, Consented)));
    }

    [Fact]
    public void A_consent_is_withdrawn_and_a_legal_basis_ends_when_the_case_is_closed_too()
    {
        var closed = Past.Of(new Close("moved-away", "To the sea."), Anna);
        var teaTakesPart = new Past([.. TeaInvited, .. Past.Of(new AcceptInvitation(), Tea)]);
        Assert.Equal(CaseSight.Whole, Sees(Tea, ByConsent(InContact, teaTakesPart, Consented, closed)));
        Assert.Equal(CaseSight.Own, Sees(Tea, ByConsent(InContact, teaTakesPart, Consented, closed, Withdrawn)));
        Assert.Equal(CaseSight.Own, Sees(Tea, ByConsent(InContact, teaTakesPart, Grounded, closed, Past.Of(new EndLegalBasis("b1", "Settled"), Mia))));
        var merged = Past.Of(new CloseAsMerged(AnotherCase), Anna);
        Assert.Equal(CaseSight.Own, Sees(Tea, ByConsent(InContact, teaTakesPart, Consented, merged, Withdrawn)));
    }

    [Fact]
    public void Nobody_opens_the_whole_to_their_own_organisation()
    {
        ByConsent(InContact, TeaInvited).When(ToTheCity).By(Tea).Refuses(Refusal.ConsentToOwnOrganisation);
        ByConsent(InContact, TeaInvited, Consented).When(ToTheCity).By(Tea).IsAccepted();
        Given(InContact, TeaInvited).When(ToTheCity).By(Tea).IsAccepted();
    }

    [Fact]
    public void That_it_is_so_already_tells_nobody_what_another_organisation_recorded()
    {
        var flagged = Past.Of(new RaiseFlag("secret-address"), Anna);
        Assert.Equal(["secret-address"], ByConsent(InContact, TeaInvited, flagged).When(new RaiseFlag("secret-address")).By(Tea).IsAccepted().Open.Flags.AsEnumerable());
        ByConsent(InContact, TeaInvited, flagged).When(new RaiseFlag("secret-address")).By(Anna).IsAlreadySo();
    }

    /// <summary>The case that goes on shares its own whole; what was recorded in the other was shared on that one's consents.</summary>
    [Fact]
    public void A_merged_case_is_seen_whole_by_who_has_the_one_it_goes_on_in_or_by_its_own_consents()
    {
        var merged = Past.Of(new CloseAsMerged(AnotherCase), Anna);
        var into = ByConsent(InContact, TeaInvited, Consented, Past.Of(new InviteParticipant(Nora), Anna));
        CaseSight? Of(Actor who, History history) => CaseDecider.SightBy(who, (ClosedCase)history.State(), into.State(), into.Models, Noon);
        Assert.Equal(CaseSight.Own, Of(Tea, ByConsent(InContact, merged)));
        Assert.Equal(CaseSight.Whole, Of(Tea, ByConsent(InContact, Consented, merged)));
        Assert.Equal(CaseSight.Whole, Of(Nora, ByConsent(InContact, merged)));
        Assert.Null(Of(Tom, ByConsent(InContact, Consented, merged)));
    }

    [Fact]
    public void A_consent_is_for_its_recipient_alone_and_lets_nobody_see_who_may_not_see_the_case()
    {
        Assert.Equal(CaseSight.Own, Sees(Tea, ByConsent(InContact, TeaInvited, Past.Of(ToTheCity with { Recipient = County }, Anna))));
        Assert.Null(Sees(Tom, ByConsent(InContact, TeaInvited, Consented)));
    }

    [Fact]
    public void A_consent_holds_to_the_end_of_its_last_day_where_the_case_lives()
    {
        var history = ByConsent(InContact, TeaInvited, Past.Of(ToTheCity with { Until = new(2026, 12, 31) }, Anna));
        Assert.Equal(CaseSight.Whole, Sees(Tea, history, Utc(12, 31, 22).AddSeconds(-1)));
        Assert.Equal(CaseSight.Own, Sees(Tea, history, Utc(12, 31, 22)));
    }

    [Fact]
    public void A_legal_basis_gives_the_whole_until_it_ends_whatever_the_consents()
    {
        Assert.Equal(CaseSight.Whole, Sees(Tea, ByConsent(InContact, TeaInvited, Consented, Withdrawn, Grounded)));
        Assert.Equal(CaseSight.Own, Sees(Tea, ByConsent(InContact, TeaInvited, Grounded, Past.Of(new EndLegalBasis("b1", "Settled"), Anna))));
    }

    [Fact]
    public void Whom_a_case_is_offered_elsewhere_sees_the_whole_when_it_is_theirs()
    {
        Assert.Equal(CaseSight.Own, Sees(BeaOfTheCity, ByConsent(InContact, TeaInvited, Offered)));
        var theirs = ByConsent(InContact, TeaInvited, Past.Of(new InviteParticipant(Nora), Anna), Offered, Past.Of(new AcceptHandover(), BeaOfTheCity));
        Assert.All(new[] { BeaOfTheCity, Tea }, of => Assert.Equal(CaseSight.Whole, Sees(of, theirs)));
        Assert.Equal(CaseSight.Own, Sees(Nora, theirs));
    }

    [Fact]
    public void Who_substitutes_from_elsewhere_sees_the_whole_on_the_days_on_which_they_act()
    {
        var history = ByConsent(InContact, Past.Of(new NameSubstitute(Bea, new(2026, 3, 16), new(2026, 3, 17)), Anna));
        Assert.Equal(CaseSight.Own, Sees(BeaOfTheCity, history));
        Assert.Equal(CaseSight.Whole, Sees(BeaOfTheCity, history, Utc(3, 16, 10)));
        Assert.Equal(CaseSight.Own, Sees(BeaOfTheCity, history, Utc(3, 18, 10)));
    }

    [Fact]
    public void A_closed_case_is_seen_as_it_was_last()
    {
        Assert.Equal(CaseSight.Own, Sees(Tea, ByConsent(Closed)));
        Assert.Equal(CaseSight.Whole, Sees(Tea, ByConsent(InContact, TeaInvited, Past.Of(new AcceptInvitation(), Tea), Consented, Past.Of(new Close("moved-away", ""), Anna))));
    }

    [Fact]
    public void What_they_do_not_see_is_as_unknown_to_them_as_what_never_was()
    {
        var agreed = Past.Of(Plan with { Tasks = [new("A diary", Nora, new(2026, 4, 1)), new("Visits", Tea, new(2026, 4, 1))] }, Anna);
        var history = ByConsent(InMeeting, Invited, Met, Past.Of(ToTheCity with { Recipient = County }, Anna), agreed, Past.Of(new CompleteTask("t1"), Nora));
        foreach (var command in new CaseCommand[] { new CompleteTask("t1"), new TakeTask("t1"), new CompleteTask("t9") }) history.When(command).By(Tea).Refuses(Refusal.TaskUnknown);
        history.When(new CompleteTask("t2")).By(Tea).IsAccepted();
        history.When(new WithdrawConsent("c1")).By(Tea).Refuses(Refusal.ConsentUnknown);
        Assert.Equal(Refusal.ConsentUnknown, Blocked(CommandName.WithdrawConsent));
        Assert.Null(Blocked(CommandName.CompleteTask));

        Refusal? Blocked(CommandName name) => CaseDecider.Commands(history.State(), new(Tea, Noon, history.Models, Village.Network)).Single(c => c.Name == name).Blocked;
    }

    [Fact]
    public void A_consent_given_to_them_they_may_withdraw_and_one_withdrawn_is_withdrawn_already()
    {
        ByConsent(InContact, TeaInvited, Consented).When(new WithdrawConsent("c1")).By(Tea).IsAccepted();
        ByConsent(InContact, TeaInvited, Consented, Withdrawn).When(new WithdrawConsent("c1")).By(Tea).IsAlreadySo();
    }

    [Fact]
    public void A_case_is_narrowed_to_its_frame_to_what_is_their_own_organisations_and_to_what_is_given_to_them()
    {
        var history = ByConsent(
            InMeeting, Invited, Met, Past.Of(Plan with { Tasks = [new("A diary", Nora, new(2026, 4, 1)), new("Visits", Tea, new(2026, 4, 1))] }, Anna),
            Past.Of(new RaiseFlag("secret-address"), Anna), Past.Of(new RecordLifeArea("safety", null, "The stairs"), Anna), Past.Of(new RecordLifeArea("everyday-life", "They laugh"), Tea),
            Past.Of(new InviteParticipant(Bea), Anna), Past.Of(new JudgeSpecialSupport(true, "Her judgement"), Bea), Past.Of(new NameOwnWorker(Bea), Anna));
        var c = Assert.IsType<OpenCase>(Decider.Narrowed(Tea, history.State(), Told(history, Tea)));
        Assert.Equal((Phase.FollowUp, Anna.Id, 1), (c.Phase, c.Coordinator, c.Meetings.Length));
        Assert.Equal(["everyday-life"], c.LifeAreas);
        Assert.Equal(["t2"], c.Tasks.Select(t => t.Id));
        Assert.Equal([CaseRole.WorkPair], c.Roles.Select(r => r.Role));
        Assert.Contains(Nora.Id, c.Participants);
        Assert.Null(c.SpecialSupport);
        Assert.Null(c.Urgency);
        Assert.True(c is { Contacts: 0, Flags: [], Members: [], Reasons: [], Needs: [], Goals: [], Heard: [], Deadlines: [], TouchedAt: null });
    }

    static IEnumerable<CaseEvent> Told(History history, Actor to) =>
        from happened in history.Happenings()
        let told = CaseFrame.Narrow(Decider.Write(happened), Nobody, to.Organisation, Village.Network)
        where told is not null
        select Decider.Read(told.Value.Type, told.Value.Facts);

    [Fact]
    public void Every_event_is_of_the_frame_or_a_recording_and_none_is_both()
    {
        Assert.Equal(CaseJson.EventTypes.Order(StringComparer.Ordinal), CaseFrame.Facts.Keys.Concat(CaseFrame.Recordings).Order(StringComparer.Ordinal));
        Assert.All(CaseFrame.Facts, type => Assert.Empty(type.Value.Except(FactsOf(type.Key))));
    }

    static IEnumerable<string> FactsOf(string type) => typeof(CaseEvent).Assembly.GetTypes()
        .Single(t => t.IsSubclassOf(typeof(CaseEvent)) && JsonNamingPolicy.KebabCaseLower.ConvertName(t.Name) == type)
        .GetProperties().Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name));

    [Fact]
    public void Of_anothers_event_the_frame_is_told_with_its_facts_alone_and_of_ones_own_all()
    {
        var held = new Written("meeting-held", """{"meeting":"meeting-1","familyAttended":false,"attended":["anna"],"services":2,"at":"2026-03-12T10:00:00Z","controller":"county"}""", """{"text":"Nobody came."}""");
        Assert.Equal(held, CaseFrame.Narrow(held, Anna, County, Village.Network));
        Assert.Equal(
            held with { Facts = """{"meeting":"meeting-1","attended":["anna"],"at":"2026-03-12T10:00:00Z","controller":"county"}""", Content = null },
            CaseFrame.Narrow(held, Anna, City, Village.Network));
        Assert.Null(CaseFrame.Narrow(new("note-written", """{"controller":"county"}""", """{"text":"Nobody came."}"""), Anna, City, Village.Network));
    }

    [Fact]
    public void An_event_that_does_not_say_whose_record_it_is_is_of_the_organisation_of_who_acted()
    {
        var note = new Written("note-written", "{}", """{"text":"Nobody came."}""");
        Assert.Equal(note, CaseFrame.Narrow(note, Tea, City, Village.Network));
        Assert.Null(CaseFrame.Narrow(note, Anna, City, Village.Network));
        Assert.Null(CaseFrame.Narrow(note, Nobody, City, Village.Network));
    }
}
