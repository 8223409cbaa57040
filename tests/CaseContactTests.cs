using Coordination.Core;
using static Coordination.Tests.Language;
using static Coordination.Tests.Village;

namespace Coordination.Tests;

/// <summary>How a contact opens a case or joins it, and who its members are.</summary>
public sealed class CaseContactTests
{
    [Fact]
    public void The_first_contact_opens_a_case_with_a_coordinator_its_members_and_the_first_deadline() =>
        Given().When(Contact(FirstContact, Child("key-child", "like-child"), Adult(null))).By(Anna).Then(
            new CaseOpened(TheCase, "one-contact-is-enough", 3, "family-services", West, Anna, new("county"), Noon), // the version in force that day
            new ContactReceived(FirstContact, Channel.Phone, Source.Self, new("guidance"), ["sleep"], "fi", false, Basis.Consent,
                [new("m1", MemberRole.Child, "key-child", "like-child"), new("m2", MemberRole.Adult, null, null)], Noon),
            new DeadlineSet(DeadlineKey.UrgencyJudged, new(2026, 3, 13), new(2026, 3, 13, 22, 0, 0, TimeSpan.Zero)));

    [Fact]
    public void What_was_said_and_who_said_it_is_content_and_no_fact()
    {
        var told = Given().When(Contact(FirstContact, Child("key-child"))).By(Anna).IsAccepted();
        var content = Assert.IsType<ContactContent>(told.ContentOf<ContactReceived>());
        Assert.Equal("He has not slept through one night.", content.OwnWords);
        Assert.Equal(new MemberContent("Eeli", "Esimerkki", Member: "m1"), Assert.Single(content.Members));
    }

    [Fact]
    public void Whoever_of_the_guidance_takes_the_contact_keeps_the_case() =>
        Assert.Equal(Cai.Id, Given().When(Contact(FirstContact)).By(Cai).IsAccepted().Open.Coordinator);

    [Fact]
    public void A_contact_taken_elsewhere_is_caught_by_somebody_of_the_areas_guidance_who_is_there_and_may_coordinate() =>
        Assert.Contains(Given().When(Contact(FirstContact)).By(Tea).IsAccepted().Open.Coordinator, (PersonId[])[Anna, Bea, Cai]);

    [Fact]
    public void When_it_was_made_earlier_than_recorded_its_deadline_counts_from_then()
    {
        var friday = new DateTimeOffset(2026, 3, 6, 15, 0, 0, TimeSpan.FromHours(2));
        var told = Given().When(Contact(FirstContact) with { OccurredAt = friday }).By(Anna).IsAccepted();
        Assert.Equal(friday, told.Open.OpenedAt);
        Assert.Equal(new DateOnly(2026, 3, 9), told.Only<DeadlineSet>().DueOn);
    }

    [Fact]
    public void Without_an_area_it_is_the_units_own() =>
        Assert.Equal(West, Given().When(Contact(FirstContact) with { Area = null }).By(Tea).IsAccepted().Open.Area);

    [Fact]
    public void A_unit_that_is_not_in_the_network_takes_no_contact() =>
        Given().When(Contact(FirstContact) with { Unit = new("eek-999") }).By(Anna).Refuses(Refusal.UnitUnknown);

    [Fact]
    public void A_model_that_is_not_installed_opens_nothing() =>
        Given().When(Contact(FirstContact) with { Model = "two-contacts" }).By(Anna).Refuses(Refusal.ModelUnknown);

    [Fact]
    public void A_model_opens_nothing_before_the_day_it_is_valid_from() =>
        Given().When(Contact(FirstContact) with { OccurredAt = new(2025, 12, 31, 12, 0, 0, TimeSpan.Zero) }).By(Anna).Refuses(Refusal.ModelUnknown);

    [Fact]
    public void A_reason_is_one_of_the_models() =>
        Given().When(Contact(FirstContact) with { Reasons = ["sleep", "weather"] }).By(Anna).Refuses(Refusal.ReasonUnknown);

    [Fact]
    public void An_area_nobody_serves_is_unknown() =>
        Given().When(Contact(FirstContact) with { Area = "atlantis" }).By(Anna).Refuses(Refusal.AreaUnknown);

    [Fact]
    public void An_area_must_be_told_where_the_unit_has_none() =>
        Given().When(Contact(FirstContact) with { Area = null, Unit = new("office") }).By(Anna).Refuses(Refusal.AreaUnknown);

    [Fact]
    public void Where_nobody_catches_no_case_opens_without_a_coordinator() =>
        Given().When(Contact(FirstContact) with { Area = East }).By(Tom).Refuses(Refusal.NobodyCatches);

    [Fact]
    public void A_second_contact_joins_the_case_and_names_its_members_as_before()
    {
        var told = Given(Opened).When(Contact(SecondContact, Child("key-child"), Child("key-sister")) with { Reasons = ["tantrums"], Interpreter = true }).By(Tea).Then(
            new ContactReceived(SecondContact, Channel.Phone, Source.Self, new("eek-017"), ["tantrums"], "fi", true, Basis.Consent,
                [new("m1", MemberRole.Child, "key-child", null), new("m3", MemberRole.Child, "key-sister", null)], Noon));
        Assert.Equal(Noon, told.Open.TouchedAt);
    }

    [Fact]
    public void One_case_has_two_contacts_and_the_reasons_of_both()
    {
        var joined = Given(Opened).When(Contact(SecondContact, Child("key-child")) with { Reasons = ["tantrums", "sleep"] }).By(Tea).IsAccepted().Open;
        Assert.Equal((2, "sleep tantrums"), (joined.Contacts, string.Join(' ', joined.Reasons)));
        Assert.Equal(["key-child", "key-adult"], joined.Members.Select(m => m.Key));
    }

    [Fact]
    public void A_member_without_an_identifier_is_known_by_name_and_gets_the_identifier_when_it_is_told()
    {
        var unidentified = Past.Of(Contact(FirstContact, Child(null, "like-child")), Anna);
        var known = Given(unidentified).When(Contact(SecondContact, Child("key-child", "like-child"))).By(Tea).IsAccepted().Open.Members;
        Assert.Equal(new Member("m1", MemberRole.Child, "key-child", "like-child"), Assert.Single(known));
    }

    [Fact]
    public void Two_of_the_same_name_with_identifiers_of_their_own_are_two()
    {
        var one = Past.Of(Contact(FirstContact, Adult("key-elder", "like-matti")), Anna);
        Assert.Equal(2, Given(one).When(Contact(SecondContact, Adult("key-younger", "like-matti"))).By(Tea).IsAccepted().Open.Members.Length);
    }

    [Fact]
    public void A_parent_and_a_child_of_the_same_name_are_two()
    {
        var child = Past.Of(Contact(FirstContact, Child(null, "like-matti")), Anna);
        Assert.Equal(2, Given(child).When(Contact(SecondContact, Adult(null, "like-matti"))).By(Tea).IsAccepted().Open.Members.Length);
    }

    [Fact]
    public void One_identifier_named_twice_in_one_contact_is_one_member()
    {
        var opened = Given().When(Contact(FirstContact, Child("key-child"), Child("key-child"))).By(Anna).IsAccepted().Open;
        Assert.Equal(["key-child"], opened.Members.Select(m => m.Key));
        var joined = Given(Opened).When(Contact(SecondContact, Child("key-new"), Child("key-new"))).By(Tea).IsAccepted().Open;
        Assert.Equal(["key-child", "key-adult", "key-new"], joined.Members.Select(m => m.Key));
    }

    [Fact]
    public void Two_identifiers_told_at_once_for_one_unidentified_name_are_both_held()
    {
        var unidentified = Past.Of(Contact(FirstContact, Adult(null, "like-matti")), Anna);
        var joined = Given(unidentified).When(Contact(SecondContact, Adult("key-elder", "like-matti"), Adult("key-younger", "like-matti"))).By(Tea).IsAccepted().Open;
        Assert.Equal(["key-elder", "key-younger"], joined.Members.Select(m => m.Key));
    }

    [Fact]
    public void A_joining_contact_must_come_from_a_known_unit() =>
        Given(Opened).When(Contact(SecondContact) with { Unit = new("eek-999") }).By(Tea).Refuses(Refusal.UnitUnknown);

    [Fact]
    public void A_joining_contacts_reasons_are_the_models_too() =>
        Given(Opened).When(Contact(SecondContact) with { Reasons = ["weather"] }).By(Tea).Refuses(Refusal.ReasonUnknown);

    [Fact]
    public void A_contact_does_not_join_a_closed_case() =>
        Given(Closed).When(Contact(SecondContact, Child("key-child"))).By(Tea).Refuses(Refusal.CaseClosed);

    [Fact]
    public void A_contact_that_touches_two_cases_waits_for_a_person_and_adds_no_member()
    {
        var held = Given(Opened).When(Contact(SecondContact, Child("key-child"), Child("key-elsewhere")) with { Touches = [TheCase, AnotherCase] }).By(Tea).IsAccepted();
        Assert.Equal([TheCase, AnotherCase], held.Only<ContactHeld>().Touches);
        Assert.Equal((1, 1, 2), (held.Open.Contacts, held.Open.Waiting.Length, held.Open.Members.Length));
    }

    [Fact]
    public void The_coordinator_takes_a_waiting_contact_with_the_members_nobody_else_holds() =>
        Given(Opened, Waiting).When(new TakeContact(SecondContact, ["key-elsewhere"])).By(Anna).Then(
            new ContactTaken(SecondContact, [new("m4", MemberRole.Child, "key-new", null)], FirstContactAt.AddMinutes(10)));

    [Fact]
    public void A_contact_taken_is_counted_and_waits_no_more()
    {
        var taken = Given(Opened, Waiting).When(new TakeContact(SecondContact, ["key-elsewhere"])).By(Anna).IsAccepted().Open;
        Assert.Equal((2, 0, 3), (taken.Contacts, taken.Waiting.Length, taken.Members.Length));
    }

    [Fact]
    public void A_member_who_joined_while_the_contact_waited_is_not_there_twice()
    {
        var joinedSince = Past.Of(Contact(new("contact-3"), Child("key-new")), Tea);
        var taken = Given(Opened, Waiting, joinedSince).When(new TakeContact(SecondContact, ["key-elsewhere"])).By(Anna).IsAccepted().Open;
        Assert.Equal(["key-child", "key-adult", "key-new"], taken.Members.Select(m => m.Key));
    }

    [Fact]
    public void An_identifier_told_while_the_contact_waited_is_not_forgotten_by_taking_it()
    {
        var unidentified = Past.Of(Contact(FirstContact, Child(null, "like-child")), Anna);
        var waiting = Past.Of(Contact(SecondContact, Child(null, "like-child"), Adult("key-elsewhere")) with { Touches = [TheCase, AnotherCase] }, Tea);
        var identified = Past.Of(Contact(new("contact-3"), Child("key-child", "like-child")), Tea);
        var taken = Given(unidentified, waiting, identified).When(new TakeContact(SecondContact, ["key-elsewhere"])).By(Anna).IsAccepted().Open;
        Assert.Equal(["key-child"], taken.Members.Select(m => m.Key));
    }

    [Fact]
    public void A_contact_that_does_not_wait_here_cannot_be_taken() =>
        Given(Opened, Waiting).When(new TakeContact(new("contact-9"))).By(Anna).Refuses(Refusal.ContactUnknown);

    [Fact]
    public void Where_nothing_waits_nothing_is_taken() =>
        Given(Opened).When(new TakeContact(SecondContact)).By(Anna).Refuses(Refusal.ContactUnknown);

    [Fact]
    public void Only_the_coordinator_takes_a_contact() =>
        Given(Opened, Waiting).When(new TakeContact(SecondContact)).By(Mia).Refuses(Refusal.NotCoordinator);

    [Fact]
    public void The_cases_that_did_not_get_the_contact_let_it_go() =>
        Given(Opened, Waiting).When(new ReleaseContact(SecondContact, AnotherCase)).By(Bea).Then(new ContactReleased(SecondContact, AnotherCase));

    [Fact]
    public void Nothing_is_let_go_that_does_not_wait() =>
        Given(Opened, Waiting).When(new ReleaseContact(FirstContact, AnotherCase)).By(Bea).Refuses(Refusal.ContactUnknown);

    [Fact]
    public void A_case_does_not_close_over_a_waiting_contact() =>
        Given(InFollowUp, Past.Of(new CompleteTask("t1"), Tea), Waiting).When(new Close("goals-met", "They sleep.")).By(Anna).Refuses(Refusal.ContactAwaitsDecision);
}
