using Coordination.Core;
using static Coordination.Tests.Language;
using static Coordination.Tests.Village;

namespace Coordination.Tests;

/// <summary>Who may know what of a case: by consent, or by law.</summary>
public sealed class CaseConsentTests
{
    static readonly OrganisationId City = new("city");
    static readonly Past TeaInvited = Past.Of(new InviteParticipant(Tea), Anna);
    static readonly RecordConsent Written = new("m2", City, "coordination", ConsentForm.Written, new(2026, 12, 31));
    static readonly Past Consented = Past.Of(Written, Anna);
    static readonly Past Grounded = Past.Of(new RecordLegalBasis(City, LegalGround.ChildInterest, "35 §"), Anna);

    [Fact]
    public void A_consent_has_a_giver_a_recipient_a_purpose_and_a_time()
    {
        var told = Given(InContact).When(Written).By(Anna).Then(
            new ConsentRecorded("c1", "m2", City, "coordination", ConsentForm.Written, Noon, new(2026, 12, 31)));
        Assert.Equal(new Consent("c1", "m2", City, "coordination", ConsentForm.Written, Noon, new(2026, 12, 31)) { Controller = new("county") }, Assert.Single(told.Open.Consents));
    }

    [Fact]
    public void Each_consent_has_its_own_number_and_may_have_no_end() =>
        Given(InContact, Consented).When(Written with { Giver = "m1", Form = ConsentForm.Oral, Until = null }).By(Anna).Then(
            new ConsentRecorded("c2", "m1", City, "coordination", ConsentForm.Oral, Noon, Until: null));

    [Fact]
    public void A_consent_names_who_and_what_is_known_and_has_not_ended()
    {
        Given(InContact).When(Written with { Giver = "m9" }).By(Anna).Refuses(Refusal.MemberUnknown);
        Given(InContact).When(Written with { Recipient = new("atlantis") }).By(Anna).Refuses(Refusal.OrganisationUnknown);
        Given(InContact).When(Written with { Purpose = "curiosity" }).By(Anna).Refuses(Refusal.PurposeUnknown);
        Given(InContact).When(Written with { Until = new(2026, 3, 11) }).By(Anna).Refuses(Refusal.DateInPast);
        Given(InContact).When(Written with { Until = new(2026, 3, 12) }).By(Anna).IsAccepted();
    }

    [Fact]
    public void A_consent_is_withdrawn_once_and_it_is_remembered_when()
    {
        var told = Given(InContact, TeaInvited, Consented).When(new WithdrawConsent("c1")).By(Tea).Then(new ConsentWithdrawn("c1", Noon));
        Assert.Equal(Noon, Assert.Single(told.Open.Consents).WithdrawnAt);
        Given(InContact, Consented, Past.Of(new WithdrawConsent("c1"), Anna)).When(new WithdrawConsent("c1")).By(Anna).IsAlreadySo();
    }

    [Fact]
    public void What_was_not_consented_to_is_not_withdrawn()
    {
        Given(InContact).When(new WithdrawConsent("c1")).By(Anna).Refuses(Refusal.ConsentUnknown);
        Given(InContact, Consented).When(new WithdrawConsent("c2")).By(Anna).Refuses(Refusal.ConsentUnknown);
    }

    [Fact]
    public void What_law_allows_an_organisation_to_know_is_recorded_with_its_grounds()
    {
        var told = Given(InContact).When(new RecordLegalBasis(City, LegalGround.ChildInterest, "35 §")).By(Anna).Then(
            new LegalBasisRecorded("b1", City, LegalGround.ChildInterest, Noon));
        Assert.Equal(new TextContent("35 §"), told.ContentOf<LegalBasisRecorded>());
        Assert.Equal(new LegalBasis("b1", City, LegalGround.ChildInterest, Noon), Assert.Single(told.Open.LegalBases));
    }

    [Fact]
    public void Each_legal_basis_has_its_own_number() =>
        Given(InContact, Grounded).When(new RecordLegalBasis(City, LegalGround.LegalDuty, "36 §")).By(Anna).Then(
            new LegalBasisRecorded("b2", City, LegalGround.LegalDuty, Noon));

    [Fact]
    public void A_legal_basis_is_for_an_organisation_of_the_network() =>
        Given(InContact).When(new RecordLegalBasis(new("atlantis"), LegalGround.ChildInterest, "35 §")).By(Anna).Refuses(Refusal.OrganisationUnknown);

    [Fact]
    public void Who_only_takes_part_records_none() =>
        Given(InContact, TeaInvited).When(new RecordLegalBasis(City, LegalGround.ChildInterest, "35 §")).By(Tea).Refuses(Refusal.NotCoordinator);

    [Fact]
    public void A_legal_basis_ends_once_with_a_reason()
    {
        var told = Given(InContact, Grounded).When(new EndLegalBasis("b1", "Settled")).By(Anna).Then(new LegalBasisEnded("b1", Noon));
        Assert.Equal(new TextContent("Settled"), told.ContentOf<LegalBasisEnded>());
        Assert.Equal(Noon, Assert.Single(told.Open.LegalBases).EndedAt);
        Given(InContact, Grounded, Past.Of(new EndLegalBasis("b1", "Settled"), Anna)).When(new EndLegalBasis("b1", "Again")).By(Anna).IsAlreadySo();
    }

    [Fact]
    public void A_legal_basis_that_is_not_there_does_not_end()
    {
        Given(InContact).When(new EndLegalBasis("b1", "Settled")).By(Anna).Refuses(Refusal.LegalBasisUnknown);
        Given(InContact, Grounded).When(new EndLegalBasis("b2", "Settled")).By(Anna).Refuses(Refusal.LegalBasisUnknown);
    }
}
