using System.Collections.Immutable;

namespace Coordination.ClientApi.Demo;

/// <summary>Made-up people's names, as they are in Pirkanmaa: most Finnish, some Swedish, some from elsewhere.</summary>
sealed record Names(
    ImmutableArray<string> Mothers, ImmutableArray<string> Fathers, ImmutableArray<string> Girls, ImmutableArray<string> Boys, ImmutableArray<string> Families)
{
    // Many family names, so that two families with the same names are rare unless the demo wants them.
    static readonly ImmutableArray<string> Starts =
        ["Lehto", "Mäki", "Ranta", "Salo", "Pelto", "Virta", "Järvi", "Harju", "Kallio", "Oja", "Suvanto", "Tuomi", "Saari", "Koivu", "Heikki", "Vuori", "Haka", "Laakso"];
    static readonly ImmutableArray<string> Ends = ["vaara", "koski", "kangas", "korpi", "lahti", "niemi", "halme", "luoma", "maa", "linna", "aho", "nurmi", "kumpu", "suo"];

    public static readonly Names Finnish = new(
        ["Katja", "Minna", "Heidi", "Tiina", "Jenni", "Sanna", "Riikka", "Laura", "Anniina", "Emilia", "Noora", "Piia", "Outi", "Marjaana"],
        ["Mikko", "Jukka", "Antti", "Ville", "Janne", "Sami", "Petri", "Lauri", "Tuomas", "Aleksi", "Hannu", "Juho"],
        ["Aino", "Helmi", "Venla", "Lilja", "Pihla", "Iida", "Kerttu", "Hilla", "Elsa", "Martta", "Saana", "Neea", "Vilma", "Siiri"],
        ["Eino", "Väinö", "Onni", "Leo", "Eeli", "Toivo", "Otso", "Viljo", "Elias", "Joona", "Aatos", "Lenni", "Niilo", "Veikko"],
        [.. from start in Starts from end in Ends select start + end]);

    public static readonly Names Swedish = new(
        ["Annika", "Johanna", "Camilla", "Malin", "Sofie", "Pernilla"],
        ["Fredrik", "Mattias", "Kenneth", "Jonas", "Robin", "Henrik"],
        ["Ebba", "Alva", "Linnéa", "Elvira", "Stina", "Saga"],
        ["Axel", "Hugo", "Wilmer", "Oscar", "Viggo", "Nils"],
        ["Lindqvist", "Söderholm", "Backström", "Nygårdas", "Ekholm", "Wikstrand", "Sjöblad"]);

    public static readonly Names Ukrainian = new(
        ["Oksana", "Iryna", "Nataliia"], ["Dmytro", "Andrii", "Serhii"], ["Sofiia", "Daryna", "Zlata"], ["Maksym", "Tymofii", "Danylo"],
        ["Kovalenko", "Bondar", "Hryshchenko"]);

    public static readonly Names Arabic = new(
        ["Layla", "Zainab", "Rana"], ["Omar", "Khalid", "Yasin"], ["Maryam", "Noor", "Salma"], ["Yusuf", "Adam", "Ali"], ["Al-Jabiri", "Haddad", "Mansour"]);

    public static readonly Names Somali = new(
        ["Nasra", "Hodan", "Ifrah"], ["Abdi", "Mohamed", "Liban"], ["Amina", "Sahra", "Ayaan"], ["Bilal", "Hamza", "Zakaria"], ["Warsame", "Farah", "Jama"]);

    public static readonly Names English = new(
        ["Priya", "Chioma", "Linh"], ["Arjun", "Daniel", "Minh"], ["Anika", "Grace", "Mai"], ["Rohan", "Samuel", "Bao"], ["Sharma", "Okafor", "Tran"]);

    public static Names Of(string language) => language switch
    {
        "fi" => Finnish, "sv" => Swedish, "uk" => Ukrainian, "ar" => Arabic, "so" => Somali, _ => English,
    };
}
