using System.Collections.Immutable;
using System.Globalization;
using Coordination.Core;
using Coordination.Engine;

namespace Coordination.Tests;

/// <summary>A small town to try the engine in: its people, its operating model, and commands as they give them.</summary>
static class Town
{
    public const string Model = "one-contact-is-enough";

    /// <summary>A Monday morning in Helsinki, with no holiday near.</summary>
    public static readonly DateTimeOffset Monday = new(2026, 3, 2, 7, 0, 0, TimeSpan.Zero);

    public static readonly Network Network = new(new(
        [new(new("county"), "County", OrganisationKind.County), new(new("city"), "City", OrganisationKind.Municipality)],
        [
            new(new("guidance-west"), new("county"), "Guidance, west", "family-guidance", ["west"]),
            new(new("guidance-east"), new("county"), "Guidance, east", "family-guidance", ["east"]),
            new(new("clinic"), new("county"), "Clinic", "child-health-clinic", ["west", "east"]),
            new(new("daycare"), new("city"), "Daycare", "early-education", ["west"]),
        ],
        [
            new(new("aino"), "Aino", "Aalto", new("guidance-west"), "social-counsellor", [Roles.Coordinator]),
            new(new("bea"), "Bea", "Berg", new("guidance-west"), "social-counsellor", [Roles.Coordinator]),
            new(new("cia"), "Cia", "Cederqvist", new("guidance-east"), "social-worker", [Roles.Coordinator]),
            new(new("dan"), "Dan", "Dahl", new("daycare"), "teacher", [Roles.Professional]),
            new(new("eva"), "Eva", "Ek", new("clinic"), "nurse", [Roles.Professional]),
            new(new("fia"), "Fia", "Fors", new("daycare"), "head", [Roles.Coordinator]),
            new(new("mira"), "Mira", "Mäki", new("guidance-west"), "manager", [Roles.Manager]),
            new(new("nils"), "Nils", "Nurmi", new("daycare"), "manager", [Roles.Manager]),
            new(new("olli"), "Olli", "Oja", new("clinic"), "nurse", [Roles.Professional]),
        ]));

    public static readonly OperatingModels Models = DataFiles.Models(FindModels());
    public static readonly Rulebook Rules = new(Models, Network);
    public static readonly CaseDecider Decider = new();
    public static readonly MemberKeys Keys = new(new byte[32]);

    public static readonly Actor Aino = Who("aino"), Bea = Who("bea"), Cia = Who("cia"), Dan = Who("dan"), Eva = Who("eva"), Fia = Who("fia"), Mira = Who("mira"), Nils = Who("nils");
    public static readonly Actor[] Everybody = [.. Network.People.Select(p => Who(p.Id.Value))];

    /// <summary>A person with all the roles the network gives them.</summary>
    public static Actor Who(string id) => Network.ActorOf(new(id), Network.Find(new PersonId(id))!.Roles.Aggregate(Roles.None, (all, one) => all | one))!;

    public static CaseId NewCase() => new(Guid.CreateVersion7().ToString("N"));

    public static string Key(string identifier) => Keys.Key("family-services", identifier);

    public static NamedMember Child(string identifier) => new(MemberRole.Child, Key(identifier), null, new(Identifier: identifier));

    /// <summary>Somebody known by name only.</summary>
    public static NamedMember Nameless(string given, string family) =>
        new(MemberRole.Child, null, Keys.Likeness("family-services", given, family), new(given, family));

    public static ReceiveContact Contact(params NamedMember[] members) => Contact(NewCase(), "west", members);

    public static ReceiveContact Contact(CaseId id, string? area, params NamedMember[] members) => new(
        id, new(Guid.CreateVersion7().ToString("N")), Model, area, Channel.Phone, Source.Self, null, ["sleep"], "fi", false, Basis.Consent,
        [.. members], [], new("Äiti ei saa nukuttua.", []));

    public static Ask<CaseCommand> By(this CaseCommand command, Actor actor, string? id = null, DateTimeOffset? now = null, int? ifVersion = null, string body = "body")
    {
        var at = now ?? Monday;
        return new(new(actor.Person.Value, id ?? Guid.CreateVersion7().ToString("N"), body), actor, at, command.OccurredAt ?? at, command, ifVersion, (command as ReceiveContact)?.Contact.Value);
    }

    /// <summary>The way of a case from its urgency to its plan, as its coordinator takes it.</summary>
    public static readonly ImmutableArray<CaseCommand> ToThePlan =
    [
        new JudgeUrgency(Urgency.Soon),
        new StartAssessment(),
        new CompleteAssessment("They need sleep", [Heard.Child, Heard.Adult], [new("sleep-guidance"), new("parenting-support")]),
        new PlanMeeting(Monday.AddDays(2), Place.Home, [new("dan"), new("eva")]),
        new HoldMeeting("meeting-1", FamilyAttended: true, [new("dan"), new("eva")], "We met at home"),
        new AgreePlan([new("To sleep through the night", 3)], [new("Visits", new("eva"), new DateOnly(2026, 4, 1))]),
    ];

    public static string Tell(Reply reply) => reply switch
    {
        Reply.Done done => string.Create(CultureInfo.InvariantCulture, $"done, version {done.Answer.Version}: {string.Join(' ', done.Answer.Happened)}"),
        Reply.AlreadySo so => string.Create(CultureInfo.InvariantCulture, $"already so at {so.Version}"),
        Reply.Refused no => string.Create(CultureInfo.InvariantCulture, $"{no.Refusal} at {no.Version}"),
        Reply.WrongVersion wrong => string.Create(CultureInfo.InvariantCulture, $"version is {wrong.Version}"),
        _ => "key reused",
    };

    static string FindModels()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Directory.Exists(Path.Combine(folder.FullName, "models")))
                return Path.Combine(folder.FullName, "models");
        throw new DirectoryNotFoundException("no models folder above the tests");
    }
}
