using System.Collections.Immutable;
using Coordination.Core;

namespace Coordination.ClientApi.Demo;

/// <summary>What the operator chose of the demo; what was not chosen stays as the store's demo was begun, or has its default.</summary>
public sealed record DemoChoice(int? Seed = null, int? ContactsPerWeek = null, int? Days = null, int? Pace = null)
{
    public const int SeedUsual = 1, SeedMax = 1_000_000;
    public const int ContactsPerWeekUsual = 17, ContactsPerWeekMax = 100;
    public const int DaysUsual = 365, DaysMin = 30, DaysMax = 731;
    public const int PaceUsual = 20, PaceMax = 1_000;

    /// <param name="number">A whole number from a least to a most, where the operator chose one.</param>
    public static DemoChoice Read(Func<string, int, int, int?> number) => new(
        number("demo-seed", 0, SeedMax), number("demo-contacts-per-week", 1, ContactsPerWeekMax), number("demo-days", DaysMin, DaysMax), number("demo-pace", 0, PaceMax));
}

/// <summary>Who tells of a family: of what service they are, for whom they speak, how, and how often so.</summary>
sealed record Door(int Share, string Service, Source Source, params ImmutableArray<Channel> Channels);

/// <param name="Families">With small children; made up, of the size of the real areas.</param>
sealed record Area(string Key, string Name, int Families);

/// <summary>How often families contact, from where and how: the demo's settings, with what they are by default. docs/demo.md tells which have a source.</summary>
static class Rates
{
    public static readonly ImmutableArray<Area> Areas =
    [
        new("tampere-west", "Läntinen Tampere", 5_200), new("tampere-east", "Itäinen Tampere", 5_600), new("tampere-south", "Eteläinen Tampere", 4_300),
        new("tampere-central", "Keskinen Tampere", 3_100), new("nokia", "Nokia", 2_700), new("ylojarvi", "Ylöjärvi", 2_800), new("kangasala", "Kangasala", 2_500), new("lempaala", "Lempäälä", 2_300),
    ];

    /// <summary>Of a hundred first contacts so many go by each way of working.</summary>
    public static readonly ImmutableArray<(string Model, int Share)> Models =
        [("one-contact-is-enough", 68), ("threshold-free-support", 18), ("two-year-meeting", 14)];

    public const int ConsultationsPerHundredContacts = 15;

    /// <summary>January to December: how many contacts come on a working day, of a hundred on the average one.</summary>
    static readonly ImmutableArray<int> OfMonth = [118, 104, 102, 100, 98, 78, 42, 106, 128, 116, 110, 88];

    /// <summary>Monday to Friday.</summary>
    static readonly ImmutableArray<int> OfWeekday = [118, 108, 102, 96, 76];

    public static readonly ImmutableArray<Door> Doors =
    [
        new(26, "early-education", Source.Professional, Channel.InPerson, Channel.EForm, Channel.Phone),
        new(8, "early-education", Source.Self, Channel.InPerson),
        new(12, "child-health-clinic", Source.Professional, Channel.InPerson, Channel.Remote),
        new(34, "family-guidance", Source.Self, Channel.Phone, Channel.Phone, Channel.Phone, Channel.EForm, Channel.Email, Channel.Letter),
        new(6, "family-guidance", Source.Relative, Channel.Phone),
        new(5, "parish-family-work", Source.Other, Channel.InPerson, Channel.Other),
        new(5, "family-work", Source.Professional, Channel.InPerson),
        new(4, "family-social-work", Source.Professional, Channel.Phone, Channel.InPerson),
    ];

    /// <summary>Nine of ten of those who come without a threshold phone themselves.</summary>
    public static readonly ImmutableArray<Door> DoorsWithoutThreshold =
    [
        new(91, "family-wellbeing-counselling", Source.Self, Channel.Phone),
        new(9, "early-education", Source.Professional, Channel.Phone, Channel.InPerson),
    ];

    /// <summary>How many contacts are to be expected on a working day.</summary>
    public static double OfDay(DateOnly day, int perWeek) => perWeek / 5.0 * OfMonth[day.Month - 1] / 100.0 * OfWeekday[(int)day.DayOfWeek - 1] / 100.0;
}
