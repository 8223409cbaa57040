using System.Collections.Immutable;
using Coordination.Core;
using Coordination.Engine;

namespace Coordination.ClientApi.Demo;

/// <summary>What all stories of a demo share.</summary>
sealed record Stage(int Seed, Cast Cast, Staff Staff, Office Office, MemberKeys Keys, Rulebook Rules);

/// <summary>
/// The words in which a plot tells what happens to one family: every public member that is asked for is a step or some, and rolls how
/// long it waits. This file holds the contact and the people; the other steps stand by theme in StoryOfSupport, StoryOfTwo,
/// StoryOfMunicipality and StoryOfPhenomenon.
/// </summary>
sealed partial class Story
{
    const int AttemptsMax = 200;

    readonly Stage stage;
    readonly OperatingModel model;
    readonly PersonId? catcher, teller;
    readonly Dice dice;
    readonly Lazy<Story> second;

    /// <param name="catcher">Whom the first contact comes to, where it is told.</param>
    /// <param name="teller">Who records the first contact, where it is told.</param>
    public Story(Stage stage, int number, OperatingModel model, Topic topic, Area area, DateOnly on, PersonId? catcher = null, PersonId? teller = null)
    {
        (this.stage, this.model, this.catcher, this.teller, Number, Topic, Area) = (stage, model, catcher, teller, number, topic, area);
        dice = Dice.For(number, 0, stage.Seed);
        Family = Family.Of(number, topic, on, stage.Seed);
        second = new(() => new Story(stage, number + 1, model, topic, area, on, catcher));
    }

    public int Number { get; }
    public Topic Topic { get; }
    public Area Area { get; }
    public Family Family { get; }
    public OperatingModel Model => model;

    /// <summary>The family of the story's second case; it has the next number.</summary>
    public Story Second => second.Value;

    /// <summary>How many families' numbers it has used.</summary>
    public int Families => second.IsValueCreated ? 2 : 1;

    Cast Cast => stage.Cast;
    Dice Fixed(int part) => Dice.For(Number, part, stage.Seed);

    // ---- Contact -------------------------------------------------------------------------------------------------------

    public Step Contact => new(0, s => Told(s, Family.Children.Take(1).Concat(Family.Adults.Take(1)).Select(Named), first: true));
    public Step Joins => new(dice.Between(0.1, 2), s => s.State is OpenCase ? Told(s, Family.Children.Concat(Family.Adults.Skip(1)).Select(Named), first: false) : null);
    public Step Unidentified => new(0, s => Told(s, Family.Children.Concat(Family.Adults).Take(2).Select(k => k.Unidentified(stage.Keys, model.Group)), first: true));

    /// <summary>A contact without identifiers that names somebody as this family does: perhaps the same, perhaps not.</summary>
    public Step Namesake(Family other) => new(0, s => Told(s, other.Children.Take(1).Select(k => k.Unidentified(stage.Keys, model.Group)), first: true));

    /// <summary>Who is meant was found out, and is known from now on.</summary>
    public Step Identified => Coordinator(0.5, 3, s => s.Open.Members.FirstOrDefault(m => m.Role == MemberRole.Child && m.Key is null) is { } member
        ? new ChangeMember(member.Id, stage.Keys.Key(model.Group, Family.Children[0].Identifier), null, new(Identifier: Family.Children[0].Identifier, Born: Family.Children[0].Born)) : null);

    NamedMember Named(Kin one) => one.Named(stage.Keys, model.Group);

    Deed Told(Scene s, IEnumerable<NamedMember> members, bool first, bool callBack = false)
    {
        var (area, who, door) = first ? FirstDoor(s) : ADoor(s.Dice, Rates.Doors, s.At);
        var words = (first ? Topic.OwnWords : Sayings.Joining).For(Family, s.Dice);
        var basis = s.Dice.Below(12) switch { 0 => Basis.LegalDuty, 1 => Basis.ChildInterest, _ => Basis.Consent };
        return new(Cast.As(who), new ReceiveContact(
            first ? IdFor(s, area, who) : CaseId.Of(s.Dice.Id(s.At)), ContactId.Of(s.Dice.Id(s.At)), model.Key, area, s.Dice.Pick(door.Channels), door.Source, null,
            Reasons, Family.Language, Family.Interpreter, basis, [.. members], [], new ContactContent(words, []), callBack)
        {
            // Some contacts are written down only an hour or two after they were made.
            OccurredAt = s.Dice.OneIn(6) ? s.At.AddMinutes(-s.Dice.From(30, 150)) : null,
        });
    }

    public ImmutableArray<string> Reasons => Topic.Reasons.Where(model.HasReason).ToImmutableArray() is { IsEmpty: false } known ? known : ["other"];

    /// <summary>An id by which the catching rule names who it is to, or else somebody who is at work.</summary>
    CaseId IdFor(Scene s, string area, PersonId taker)
    {
        var day = stage.Office.LocalDate(s.At);
        for (var attempts = 0; ; attempts++)
        {
            var id = CaseId.Of(s.Dice.Id(s.At));
            if (Cast.Catch(model.CatchingService, area, taker, id) is not { } person || attempts > AttemptsMax) return id;
            if (catcher is { } one ? person == one : !Cast.IsSample(person) && (stage.Staff.IsAtWork(person, day) || (attempts > AttemptsMax / 2 && !stage.Staff.HasLeft(person, day)))) return id;
        }
    }

    (string Area, PersonId Who, Door Door) FirstDoor(Scene s)
    {
        if (teller is { } one) return (Area.Key, one, Rates.Doors[0]);
        var (area, who, door) = ADoor(Fixed(-3), model.Key == "threshold-free-support" ? Rates.DoorsWithoutThreshold : Rates.Doors, s.At);
        return (area, catcher is { } person && door.Service == model.CatchingService ? person : who, door); // who takes a contact there keeps the case
    }

    (string Area, PersonId Who, Door Door) ADoor(Dice rolled, ImmutableArray<Door> doors, DateTimeOffset at)
    {
        var door = rolled.Pick([.. doors.Where(d => Cast.Serves(d.Service, Area.Key))], d => d.Share);
        PersonId who;
        var attempts = 0;
        do who = Cast.Worker(door.Service, Area.Key, rolled).Id;
        while (++attempts < AttemptsMax && !stage.Staff.IsAtWork(who, stage.Office.LocalDate(at)));
        return (Area.Key, who, door);
    }

    public Step Judge
    {
        get
        {
            var (least, most) = dice.Percent(93) ? (0.02, 0.75) : (1.3, 2.3); // some are late
            return Coordinator(least, most, s => new JudgeUrgency(s.Dice.Below(10) switch { 0 => Urgency.Immediate, < 4 => Urgency.Soon, _ => Urgency.Normal }));
        }
    }

    public Step Pending => Coordinator(0.1, 0.8, _ => new MarkPending());
    public Step CalledBack => Coordinator(0.2, 2.4, s => new RecordCallBack(s.Dice.Percent(88), Sayings.CallBacks.For(Family, s.Dice)));

    // ---- People --------------------------------------------------------------------------------------------------------

    public Step Note => new(dice.Between(2, 12), s => s.State is NoCase ? null : new(
        Cast.As(s.Last.Participants.Where(p => !Cast.IsSample(p)).ToImmutableArray() is { IsEmpty: false } others && s.Dice.OneIn(2) ? s.Dice.Pick(others) : s.Last.Coordinator),
        new Note(Sayings.Notes.For(Family, s.Dice))));

    public Step[] Handover => [Offer, Accepted];
    public Step Offer => Coordinator(0.5, 4, s => new OfferHandover(NextCoordinator(s), s.Dice.OneIn(2), Sayings.HandoverReasons.For(Family, s.Dice)));
    public Step OfferTo(PersonId person, bool onlyLiving = false) => Coordinator(0.3, 1.5, s => onlyLiving && !s.Living || s.Open.Offer is not null || s.Open.Coordinator == person
        ? null : new OfferHandover(person, s.Dice.OneIn(2), Sayings.HandoverReasons.For(Family, s.Dice)));
    public Step Accepted => new(dice.Between(0.3, 1.4), s => s.Open.Offer is { } offer && s.At < offer.ExpiresFrom ? new(Cast.As(offer.To), new AcceptHandover()) : null);
    public Step Declined => new(dice.Between(0.3, 1.2), s => s.Open.Offer is { } offer && s.At < offer.ExpiresFrom ? new(Cast.As(offer.To), new DeclineHandover(Sayings.DeclineReasons.For(Family, s.Dice))) : null);
    public Step Withdrawn => Coordinator(0.3, 1.2, s => s.Open.Offer is { } offer && s.At < offer.ExpiresFrom ? new WithdrawHandover() : null);
    public Step Assigned => new(dice.Between(1, 5), s => new(Cast.ManagerOf(s.Open.Organisation, s.Dice), new AssignCoordinator(NextCoordinator(s), Sayings.AssignReasons.For(Family, s.Dice))));

    /// <summary>Nothing more before an offer that stands now was answered, or has run out.</summary>
    public static Step Answered => new(3, _ => null) { NotBefore = s => (s.State as OpenCase)?.Offer?.ExpiresFrom };

    /// <summary>Who coordinates passes on to other duties: in all their cases the manager names a colleague, on the same day.</summary>
    public Step Leaves(PersonId person, double at) => new(at, s => s.State is OpenCase c && c.Coordinator == person
        ? new(Cast.ManagerOf(c.Organisation, s.Dice), new AssignCoordinator(Colleague(person, s), Sayings.LeavingReasons.For(Family, s.Dice), Pair: c.NeedsSpecialSupport ? c.Pair : null)) : null);

    public Step Invite(PersonId? whom = null) => Coordinator(0.1, 1, s => (whom ?? Partners(s)[s.Dice.Below(Partners(s).Length)]) is var person && person != s.Open.Coordinator
        ? new InviteParticipant(person, Sayings.InviteReasons.For(Family, s.Dice)) : null);
    public Step InvitationAnswered => new(dice.Between(0.2, 2), s => s.Open.Invited.Where(p => !Cast.IsSample(p)).Take(1).ToArray() is [var person]
        ? new(Cast.As(person), s.Dice.Percent(88) ? new AcceptInvitation() : new DeclineInvitation(Sayings.DeclineReasons.For(Family, s.Dice))) : null);

    public Step PairNamed => Coordinator(0.2, 2, s => new NamePair(Colleague(s.Open.Coordinator, s)));
    public Step Consent(string purpose) => Coordinator(0.05, 1, s => s.Open.Members.FirstOrDefault(m => m.Role == MemberRole.Adult) is { } adult
        ? new RecordConsent(adult.Id, s.Dice.Pick([.. Partners(s).Select(Cast.OrganisationOf)]), purpose, (ConsentForm)s.Dice.Below(3), s.Dice.OneIn(3) ? stage.Office.LocalDate(s.At).AddDays(180) : null) : null);
    public Step ConsentWithdrawn => Coordinator(5, 20, s => s.Open.Consents.FirstOrDefault(c => c.WithdrawnAt is null) is { } consent ? new WithdrawConsent(consent.Id) : null);

    PersonId NextCoordinator(Scene s) => Colleague(s.Open.Coordinator, s, s.Open.NeedsSpecialSupport ? Cast.CoordinatorsOf("family-social-work") : s.Dice.OneIn(3) ? Cast.Coordinators : null);

    PersonId Colleague(PersonId of, Scene s, ImmutableArray<Person>? from = null)
    {
        var day = stage.Office.LocalDate(s.At);
        var all = (from ?? Cast.Colleagues(of)).Where(p => p.Id != of && !stage.Staff.HasLeft(p.Id, day)).ToImmutableArray();
        return s.Dice.Pick(all.Where(p => stage.Staff.IsAtWork(p.Id, day)).ToImmutableArray() is { IsEmpty: false } there ? there : all).Id;
    }

    /// <summary>Acts for who coordinates and is away.</summary>
    public NameSubstitute Substitute(Scene s, DateOnly until) => new(Colleague(s.Open.Coordinator, s), stage.Office.LocalDate(s.At), until, Sayings.AwayReasons.For(Family, s.Dice));

    Step Coordinator(double least, double most, Func<Scene, CaseCommand?> command) =>
        new(dice.Between(least, Math.Max(least, most)), s => s.State is not NoCase && command(s) is { } one ? new(Cast.As(s.Last.Coordinator), one) : null);

    /// <summary>Nothing, or what happens to so many of a hundred.</summary>
    public Step[] Maybe(int percent, params Step[] steps) => dice.Percent(percent) ? steps : [];

    /// <summary>Steps of the story's second case.</summary>
    public static Step[] OfSecond(params Step[] steps) => [.. steps.Select(step => step with { OfSecond = true })];
}
