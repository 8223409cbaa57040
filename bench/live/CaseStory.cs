using System.Globalization;
using Coordination.Bench.Server;
using Coordination.Bench.Setup;

namespace Coordination.Bench.Live;

/// <summary>What a case goes through from its first contact to its follow-up, as <c>one-contact-is-enough</c> goes: 14 commands, 23 events.</summary>
internal static class CaseStory
{
    /// <summary>A case with fewer is not what is to be measured.</summary>
    public const int EventsMin = 20;

    /// <summary>The first two commands, contact and urgency, leave as many events.</summary>
    public const int BeginningEvents = 4;

    public static string Contact(int number)
    {
        var (identifier, born) = PersonIdentifier.Of(number);
        return $$"""
            {"area":"{{NetworkFile.Area}}","channel":"phone","source":"self","reasons":["sleep","tantrums"],"language":"fi","interpreter":false,"basis":"consent","ownWords":"{{OwnWords.Of(number)}}",
            "members":[{"role":"child","givenName":"Bench","familyName":"Child {{number.ToString(CultureInfo.InvariantCulture)}}","identifier":"{{identifier}}","born":"{{born:yyyy-MM-dd}}"},{"role":"adult","givenName":"Parent","familyName":"Child {{number.ToString(CultureInfo.InvariantCulture)}}"}]}
            """;
    }

    public static Step Urgency => new("judge-urgency", """{"urgency":"soon"}""");

    public static Step Note(int seed) => new("note", $$"""{"text":"{{OwnWords.Of(seed)}}"}""");

    public static IEnumerable<Step> Work(string coordinator, string colleague, int seed)
    {
        var (teacher, at) = (NetworkFile.Teacher(seed), $"{Repeated.Day(-1)}T12:00:00Z");
        yield return new("record-life-area", """{"area":"everyday-life","strengths":"Yhteiset ateriat.","worries":"Nukkumaanmeno kestää kaksi tuntia."}""");
        yield return new("record-consent", $$"""{"giver":"m2","recipient":"{{NetworkFile.City}}","purpose":"joint-meeting","form":"written"}""");
        yield return new("start-assessment", "{}");
        yield return new("record-hearing", """{"who":"child","view":"Illalla pelottaa, ja äiti suuttuu.","member":"m1"}""");
        yield return new("complete-assessment", """{"summary":"Perhe jaksaa, kun illat ovat rauhalliset.","heard":["child","adult"],"needs":[{"code":"sleep-guidance"},{"code":"parenting-support","rootCause":"Vuorotyö."}],"noNeed":false}""");
        yield return new("plan-meeting", $$"""{"at":"{{at}}","place":"home","participants":["{{coordinator}}","{{teacher}}"],"agenda":"Illat ja yöt."}""");
        yield return Note(seed);
        yield return new("hold-meeting", $$"""{"meeting":"meeting-1","familyAttended":true,"attended":["{{coordinator}}","{{teacher}}"],"minutes":"Sovittiin iltarutiinista ja kotikäynnistä."}""");
        yield return new("agree-plan", $$"""
            {"goals":[{"text":"Kokonaisia öitä","rating":2},{"text":"Rauhallisia aamuja","rating":4}],
            "tasks":[{"text":"Unipäiväkirja","responsible":"{{teacher}}","due":"{{Repeated.Day(14)}}","need":"n1"},{"text":"Iltarutiini","responsible":"{{colleague}}","due":"{{Repeated.Day(30)}}","need":"n2"}]}
            """);
        yield return new("complete-task", """{"task":"t1","text":"Kaksi viikkoa on kirjattu."}""");
        yield return new("record-follow-up", """{"happened":true,"text":"Yöt ovat pidentyneet.","ratings":[{"goal":"g1","rating":5}]}""");
        yield return Note(~seed);
    }
}
