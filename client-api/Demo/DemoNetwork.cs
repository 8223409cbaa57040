using System.Collections.Immutable;
using Coordination.Core;

namespace Coordination.ClientApi.Demo;

/// <summary>A made-up network of the size of the real one: a county, a municipality with its 126 early-education units, a parish, two NGOs.</summary>
public static class DemoNetwork
{
    public const int EarlyEducationUnits = 126;

    /// <summary>Well-known people, for the tokens that are printed at the start.</summary>
    public static readonly PersonId Coordinator = PersonId.Of("p-coordinator");
    public static readonly PersonId Professional = PersonId.Of("p-professional");
    public static readonly PersonId Manager = PersonId.Of("p-manager");

    static readonly ImmutableArray<string> Tampere = ["tampere-west", "tampere-east", "tampere-south", "tampere-central"];
    static readonly ImmutableArray<string> Around = ["nokia", "ylojarvi", "kangasala", "lempaala"];
    static readonly ImmutableArray<string> Everywhere = [.. Tampere, .. Around];

    static readonly ImmutableArray<string> Trees =
        ["Kuusi", "Mänty", "Koivu", "Haapa", "Pihlaja", "Tuomi", "Kanerva", "Orava", "Kettu", "Peippo", "Tiais", "Käpy", "Marja", "Pilvi"];
    static readonly ImmutableArray<string> Places = ["metsän", "mäen", "lammen", "pesän", "polun", "niityn", "rannan", "kallion", "puron"];

    static readonly ImmutableArray<(string Name, ImmutableArray<string> Areas)> Clinics =
    [
        ("Lännen", ["tampere-west"]), ("Idän", ["tampere-east"]), ("Etelän", ["tampere-south"]), ("Keskustan", ["tampere-central"]),
        ("Harjun", ["tampere-west", "tampere-central"]), ("Järven", ["tampere-east", "tampere-south"]),
        ("Nokian ja Ylöjärven", ["nokia", "ylojarvi"]), ("Kangasalan ja Lempäälän", ["kangasala", "lempaala"]),
    ];

    /// <summary>The same network every time.</summary>
    public static NetworkFile Make()
    {
        var town = new Town();
        town.Organisation("pirha", "Pirkanmaan hyvinvointialue (keksitty)", OrganisationKind.County);
        town.Organisation("tampere", "Tampereen kaupunki (keksitty)", OrganisationKind.Municipality);
        town.Organisation("harjun-seurakunta", "Harjunrinteen seurakunta (keksitty)", OrganisationKind.Parish);
        town.Organisation("perhetupa", "Pirkan Perhetupa ry (keksitty)", OrganisationKind.Ngo);
        town.Organisation("monikko", "Monikielinen vanhemmuus Monikko ry (keksitty)", OrganisationKind.Ngo);
        Guidance(town);
        FamilyServices(town);
        EarlyEducation(town);
        Others(town);
        return town.File();
    }

    static void Guidance(Town town)
    {
        town.Unit("guidance-tampere", "pirha", "Lapsiperheiden asiakasohjaus, Tampere", "family-guidance", Tampere);
        town.Named(Coordinator, "Anna", "Rantaharju", "guidance-tampere", "service-counsellor", Roles.Professional, Roles.Coordinator);
        town.People(5, "guidance-tampere", "service-counsellor", Roles.Professional, Roles.Coordinator);
        town.Named(Manager, "Marketta", "Suvantola", "guidance-tampere", "service-manager", Roles.Manager);
        town.Unit("guidance-around", "pirha", "Lapsiperheiden asiakasohjaus, kehyskunnat", "family-guidance", Around);
        town.People(3, "guidance-around", "service-counsellor", Roles.Professional, Roles.Coordinator);
        town.People(1, "guidance-around", "service-manager", Roles.Manager);
    }

    static void FamilyServices(Town town)
    {
        foreach (var (clinic, i) in Clinics.Select((clinic, i) => (clinic, i + 1)))
        {
            town.Unit($"clinic-{i}", "pirha", $"{clinic.Name} neuvola", "child-health-clinic", clinic.Areas);
            town.People(1, $"clinic-{i}", "public-health-nurse", Roles.Professional, Roles.Coordinator);
            town.People(2, $"clinic-{i}", "public-health-nurse", Roles.Professional);
        }
        town.Unit("family-social-work", "pirha", "Lapsiperheiden sosiaalityö", "family-social-work", Everywhere);
        town.People(6, "family-social-work", "social-worker", Roles.Professional, Roles.Coordinator);
        town.People(1, "family-social-work", "leading-social-worker", Roles.Manager);
        town.Unit("wellbeing-counselling", "tampere", "Lapsiperheiden hyvinvoinninohjaus", "family-wellbeing-counselling", Everywhere);
        town.People(7, "wellbeing-counselling", "family-wellbeing-counsellor", Roles.Professional, Roles.Coordinator);
        town.People(1, "wellbeing-counselling", "service-manager", Roles.Manager);
    }

    static void EarlyEducation(Town town)
    {
        for (var i = 0; i < EarlyEducationUnits; i++)
        {
            var unit = $"eek-{i + 1:000}";
            town.Unit(unit, "tampere", $"{Trees[i / Places.Length]}{Places[i % Places.Length]} päiväkoti", "early-education", [Tampere[i % Tampere.Length]]);
            town.People(1, unit, "early-education-head", Roles.Professional);
            if (unit == "eek-017") town.Named(Professional, "Petra", "Lindqvist", unit, "early-education-teacher", Roles.Professional);
            town.People(unit == "eek-017" ? 1 : 2, unit, "early-education-teacher", Roles.Professional);
        }
    }

    static void Others(Town town)
    {
        town.Unit("parish-family-work", "harjun-seurakunta", "Seurakunnan perhetyö", "parish-family-work", Everywhere);
        town.People(3, "parish-family-work", "parish-family-worker", Roles.Professional);
        town.Unit("perhetupa-groups", "perhetupa", "Perhetuvan vertaisryhmät", "peer-group", Everywhere);
        town.People(4, "perhetupa-groups", "peer-group-leader", Roles.Professional);
        town.Unit("monikko-family-work", "monikko", "Monikon perhetyö", "family-work", Everywhere);
        town.People(3, "monikko-family-work", "family-worker", Roles.Professional);
        town.Unit("family-counselling", "pirha", "Perheneuvola", "family-counselling", Everywhere);
        town.People(4, "family-counselling", "psychologist", Roles.Professional, Roles.Coordinator);
    }

    /// <summary>A network being made up. People without a name of their own get one; their ids are their unit's, numbered.</summary>
    sealed class Town
    {
        readonly ImmutableArray<Organisation>.Builder organisations = ImmutableArray.CreateBuilder<Organisation>();
        readonly ImmutableArray<Unit>.Builder units = ImmutableArray.CreateBuilder<Unit>();
        readonly ImmutableArray<Person>.Builder people = ImmutableArray.CreateBuilder<Person>();
        readonly Dice dice = Dice.For(0, 126);

        public void Organisation(string id, string name, OrganisationKind kind) => organisations.Add(new(new(id), name, kind));

        public void Unit(string id, string organisation, string name, string service, ImmutableArray<string> areas) =>
            units.Add(new(new(id), new(organisation), name, service, areas));

        public void Named(PersonId id, string givenName, string familyName, string unit, string profession, params ImmutableArray<Roles> roles) =>
            people.Add(new(id, givenName, familyName, new(unit), profession, roles));

        public void People(int count, string unit, string profession, params ImmutableArray<Roles> roles)
        {
            for (var i = 0; i < count; i++)
            {
                var names = dice.Below(20) switch { < 16 => Names.Finnish, < 18 => Names.Swedish, 18 => Names.Ukrainian, _ => Names.English };
                var number = people.Count(p => p.Unit.Value == unit) + 1;
                Named(new($"{unit}-p{number}"), dice.Pick(dice.OneIn(4) ? names.Fathers : names.Mothers), dice.Pick(names.Families), unit, profession, roles);
            }
        }

        /// <summary>The well-known people come first, so that who looks for somebody with a role finds them.</summary>
        public NetworkFile File() => new(organisations.ToImmutable(), units.ToImmutable(),
            [.. people.OrderByDescending(p => p.Id == Coordinator || p.Id == Professional || p.Id == Manager)]);
    }
}
