using System.Collections.Immutable;
using Coordination.Core;

namespace Coordination.Tests;

/// <summary>Somebody of the village, usable where a person is meant and where one acts.</summary>
public sealed class Villager(string id, Roles roles)
{
    public PersonId Id { get; } = PersonId.Of(id);
    public Actor Actor => Village.Network.ActorOf(Id, roles)!;

    public static implicit operator PersonId(Villager villager) => villager.Id;
    public static implicit operator Actor(Villager villager) => villager.Actor;
}

/// <summary>
/// A small network in which every test of the rules plays: a guidance team that catches, two early-education units, a clinic,
/// a manager on each side, and one who left. The operating model is the real one, from <c>models/</c>.
/// </summary>
public static class Village
{
    public const string West = "tampere-west";

    /// <summary>An area somebody serves, but nobody of the catching service.</summary>
    public const string East = "tampere-east";

    /// <summary>Tuesday 10 March 2026, when the first contact is made.</summary>
    public static readonly DateTimeOffset FirstContactAt = new(2026, 3, 10, 9, 5, 0, TimeSpan.FromHours(2));

    /// <summary>Thursday 12 March 2026, when what a test asks is asked, if it does not say otherwise.</summary>
    public static readonly DateTimeOffset Noon = new(2026, 3, 12, 12, 0, 0, TimeSpan.FromHours(2));

    public static readonly CaseId TheCase = new("0195ca00000070008000000000000001");
    public static readonly CaseId AnotherCase = new("0195ca00000070008000000000000002");
    public static readonly ContactId FirstContact = new("contact-1");
    public static readonly ContactId SecondContact = new("contact-2");

    public static readonly Villager Anna = new("anna", Roles.Coordinator);
    public static readonly Villager Bea = new("bea", Roles.Coordinator);
    public static readonly Villager Cai = new("cai", Roles.Coordinator);
    public static readonly Villager Mia = new("mia", Roles.Manager);
    public static readonly Villager Tea = new("tea", Roles.Professional);
    public static readonly Villager Tom = new("tom", Roles.Professional);
    public static readonly Villager Nora = new("nora", Roles.Professional | Roles.Coordinator);
    public static readonly Villager Nils = new("nils", Roles.Professional);
    public static readonly Villager Max = new("max", Roles.Manager);

    /// <summary>Worked in the guidance team and left: known, and good for nothing new.</summary>
    public static readonly PersonId Lea = PersonId.Of("lea");
    public static readonly PersonId Nobody = PersonId.Of("nobody");

    public static readonly ImmutableArray<Villager> Everybody = [Anna, Bea, Cai, Mia, Tea, Tom, Nora, Nils, Max];

    static readonly NetworkFile Places = new(
        [
            new(OrganisationId.Of("county"), "The county", OrganisationKind.County),
            new(OrganisationId.Of("city"), "The city", OrganisationKind.Municipality),
        ],
        [
            new(UnitId.Of("guidance"), OrganisationId.Of("county"), "Family guidance", "family-guidance", [West]),
            new(UnitId.Of("clinic"), OrganisationId.Of("county"), "Child health clinic", "child-health-clinic", [West]),
            new(UnitId.Of("eek-017"), OrganisationId.Of("city"), "Early education 17", "early-education", [West]),
            new(UnitId.Of("eek-018"), OrganisationId.Of("city"), "Early education 18", "early-education", [East]),
            new(UnitId.Of("office"), OrganisationId.Of("city"), "The office, which serves no area", "other", []),
        ],
        [
            new(Anna, "Anna", "Aalto", UnitId.Of("guidance"), "social-counsellor", [Roles.Coordinator]),
            new(Bea, "Bea", "Berg", UnitId.Of("guidance"), "social-worker", [Roles.Coordinator]),
            new(Cai, "Cai", "Ceder", UnitId.Of("guidance"), "social-counsellor", [Roles.Coordinator]),
            new(Lea, "Lea", "Lahti", UnitId.Of("guidance"), "social-counsellor", [Roles.Coordinator], Active: false),
            new(Mia, "Mia", "Mäki", UnitId.Of("guidance"), "manager", [Roles.Manager]),
            new(Tea, "Tea", "Toivo", UnitId.Of("eek-017"), "teacher", [Roles.Professional]),
            new(Tom, "Tom", "Tamm", UnitId.Of("eek-018"), "teacher", [Roles.Professional]),
            new(Nora, "Nora", "Niemi", UnitId.Of("clinic"), "public-health-nurse", [Roles.Professional, Roles.Coordinator]),
            new(Nils, "Nils", "Nurmi", UnitId.Of("clinic"), "public-health-nurse", [Roles.Professional]),
            new(Max, "Max", "Malmi", UnitId.Of("office"), "manager", [Roles.Manager]),
        ]);

    public static readonly Network Network = new(Places);

    static readonly OperatingModel Shipped = OperatingModelFile.Read(Repository.Text("models/one-contact-is-enough.v2.json"), "one-contact-is-enough.v2.json");

    /// <summary>The first of the five models, as it is shipped, with two duties that a meeting may have and a date that may be set from outside.</summary>
    public static readonly OperatingModel OneContact = Shipped with
    {
        Duties =
        [
            new("check", new("Tarkastus", "Kontroll", "Check"), "child-health-clinic", ["public-health-nurse"]),
            new("talk", new("Keskustelu", "Samtal", "Talk"), "early-education", ["teacher"]),
        ],
        Deadlines =
        [
            .. Shipped.Deadlines,
            new(DeadlineKey.MatterDecided, null, null, Statutory: true, "Who sets it", new(2026, 1, 1), CountsFrom.Outside),
        ],
    };
    /// <summary>How phenomena are worked on, as it is shipped.</summary>
    public static readonly OperatingModel CoDevelopment =
        OperatingModelFile.Read(Repository.Text("models/phenomenon-co-development.v1.json"), "phenomenon-co-development.v1.json");

    /// <summary>The models, and a newer version of the first that came into force the day after the first contact.</summary>
    public static readonly OperatingModels Models = new([OneContact, OneContact with { Version = 3, ValidFrom = new(2026, 3, 11) }, CoDevelopment]);

    public static readonly CaseDecider Decider = new();

    /// <summary>The village after some of its people changed.</summary>
    public static Network NetworkWhere(params (PersonId Who, Func<Person, Person> Change)[] changes) => new(Places with
    {
        People = [.. Places.People.Select(p => changes.FirstOrDefault(c => c.Who == p.Id) is { Change: { } change } ? change(p) : p)],
    });

    // ---- What is asked in the village, well formed; a test changes what it is about -----------------------------------

    public static NamedMember Child(string? key, string? likeness = null) => new(MemberRole.Child, key, likeness, new(GivenName: "Eeli", FamilyName: "Esimerkki"));
    public static NamedMember Adult(string? key, string? likeness = null) => new(MemberRole.Adult, key, likeness, new(GivenName: "Elina", FamilyName: "Esimerkki"));

    /// <summary>A parent told somebody that the child does not sleep.</summary>
    public static ReceiveContact Contact(ContactId id, params ImmutableArray<NamedMember> members) => new(
        TheCase, id, "one-contact-is-enough", Area: West, Channel.Phone, Source.Self, Unit: null, ["sleep"], "fi", Interpreter: false,
        Basis.Consent, members, Touches: [], new ContactContent("He has not slept through one night.", []));

    public static readonly CompleteAssessment Assessment = new(
        "They need sleep, and somebody to ask.", [Heard.Child, Heard.Adult],
        [new("sleep-guidance", "shift work", "child-health-clinic"), new("peer-support")]);
    public static readonly PlanMeeting HomeMeeting = new(new(2026, 3, 11, 14, 0, 0, TimeSpan.FromHours(2)), Place.Home, [Tea]);
    public static readonly PlanMeeting MeetingOfDuties = HomeMeeting with { Participants = [], Duties = [new("check", Nora), new("talk", Tea)] };
    public static readonly HoldMeeting FamilyAndTwoServices = new("meeting-1", FamilyAttended: true, [Anna, Tea], "We agreed on evenings.");
    public static readonly AgreePlan Plan = new([new("Whole nights", 3)], [new("Visits on Tuesdays", Tea, new DateOnly(2026, 4, 1))]);

    /// <summary>Of many pupils it was told in the winter that they do not come to school.</summary>
    public static readonly OpenPhenomenon SchoolAbsence = new(
        TheCase, "phenomenon-co-development", "phenomena:phenomenon:absence", West, PhenomenonLevel.Local, "school-absence", new(2026, 1, 1), new(2026, 3, 31), new("School absence in the west"))
    {
        Told = [new(new("city"), 15), new(new("county"), 25)],
    };
    public static readonly CompleteAssessment RootCauses = new(
        "Why they stay at home.", [Heard.Child], [new("safety-and-bullying", "The way to school is not safe."), new("everyday-rhythm")]);
    public static readonly PlanMeeting Workshop = HomeMeeting with { Place = Place.School, DeveloperClients = 4 };
    public static readonly HoldMeeting WorkshopHeld = new("meeting-1", FamilyAttended: false, [Anna, Tea], DeveloperClients: 3);
    public static readonly AgreePlan PlanOfRootCauses = new(
        [], [new("A walking group", Tea, new(2026, 9, 1), Need: "n1"), new("Breakfast together", Nora, new(2026, 10, 1), Need: "n2")]);

    // ---- What was done before, each by the one whose it was -----------------------------------------------------------

    /// <summary>Anna of the guidance took the call, and so keeps the case.</summary>
    public static readonly Past Opened = Past.Of(Contact(FirstContact, Child("key-child"), Adult("key-adult")), Anna);
    public static readonly Past Urgent = Past.Of(new JudgeUrgency(Urgency.Soon), Anna);
    public static readonly Past Assessing = Past.Of(new StartAssessment(), Anna);
    public static readonly Past Assessed = Past.Of(Assessment, Anna);
    public static readonly Past Invited = Past.Of(HomeMeeting, Anna);
    public static readonly Past Met = Past.Of(FamilyAndTwoServices, Anna);
    public static readonly Past DutiesMet = [.. Past.Of(MeetingOfDuties, Anna), .. Past.Of(FamilyAndTwoServices with { Attended = [Nora, Tea] }, Anna)];
    public static readonly Past Agreed = Past.Of(Plan, Anna);
    public static readonly Past Offered = Past.Of(new OfferHandover(Bea, Accompanied: true, "Lives nearer"), Anna);
    public static readonly Past HandedOver = [.. Offered, .. Past.Of(new AcceptHandover(), Bea)];
    public static readonly Past Asked = Past.Of(new AskReceiver("n1", Nora), Anna);
    public static readonly Past Received = Past.Of(new AcceptNeed("n1"), Nora);

    /// <summary>A contact that names a member of another case too.</summary>
    public static readonly Past Waiting = Past.Of(
        Contact(SecondContact, Child("key-child"), Child("key-elsewhere"), Child("key-new")) with { Touches = [TheCase, AnotherCase] }, Tea);

    public static readonly Past InContact = [.. Opened, .. Urgent];
    public static readonly Past InAssessment = [.. InContact, .. Assessing];
    public static readonly Past InMeeting = [.. InAssessment, .. Assessed];
    public static readonly Past InFollowUp = [.. InMeeting, .. Invited, .. Met, .. Agreed];
    public static readonly Past Noticed = Past.Of(SchoolAbsence, Anna);
    public static readonly Past InRootCauses = [.. Noticed, .. Assessing];
    public static readonly Past InWorkshops = [.. InRootCauses, .. Past.Of(RootCauses, Anna)];
    public static readonly Past AllWorkshopsHeld = [.. InWorkshops, .. WorkshopsTo(4)];
    public static readonly Past InCommonWork = [.. AllWorkshopsHeld, .. Past.Of(PlanOfRootCauses, Anna)];
    public static readonly Past TakenIntoUse =
        [.. InCommonWork, .. Past.Of(new CompleteTask("t1"), Tea), .. Past.Of(new CompleteTask("t2"), Nora), .. Past.Of(new Close("taken-into-use", "They walk together."), Anna)];

    public static Past WorkshopsTo(int last) =>
        [.. Enumerable.Range(1, last).SelectMany(i => Past.Of(Workshop, Anna).Concat(Past.Of(WorkshopHeld with { Meeting = $"meeting-{i}" }, Anna)))];

    public static readonly Past Closed = [.. InFollowUp, .. Past.Of(new CompleteTask("t1"), Tea), .. Past.Of(new Close("goals-met", "They sleep."), Anna)];
}
