using System.Collections.Frozen;

namespace Coordination.ClientApi.Demo;

/// <summary>What is written in cases whatever they are about.</summary>
static class Sayings
{
    public static readonly Words Notes = new(
        ["Soitin vanhemmalle, sovimme uuden puhelun torstaiksi. Tuttu ääni tuntui auttavan.",
         "Toinenkin vanhempi vastasi viestiin: mukana tapaamisessa, tulee suoraan töistä.",
         "Päiväkodista kerrottiin, että viikko on sujunut paremmin. Lapsi oli itse ylpeä.",
         "Ei tavoitettu puhelimella, jätin soittopyynnön ja lähetin tekstiviestin.",
         "Neuvolan terveydenhoitaja lähettää kasvukäyrät vanhemman luvalla ennen tapaamista.",
         "Perhe toivoo tapaamista kotiin, koska vauva nukkuu päiväunet yhdeltä.",
         "Vanhempi sanoi, että ensimmäistä kertaa joku otti asian hoitaakseen.",
         "Sovittu, että välitän tiedon päiväkotiin eikä vanhemman tarvitse kertoa samaa uudestaan.",
         "Kotipalvelun jono on kolme viikkoa, seurakunnan perhetyö auttaa sillä välin.",
         "Arki on tasaantunut, mutta illat ovat vielä raskaita. Jatketaan sovitusti.",
         "Lapsi piirsi kuvan kodista ja kertoi siitä pitkään."],
        ["Ringde föräldern, vi kom överens om ett nytt samtal på torsdag.",
         "Daghemmet berättar att veckan har gått bättre.",
         "Familjen önskar mötet hemma, på svenska.",
         "Nåddes inte per telefon, lämnade ett meddelande."],
        "Met the parent at the day care; messages in English, in writing, are best.", "Called in English. The week has been better, the evenings are still hard.",
        "The family wants the meeting at home, in English; no interpreter is needed.");

    public static readonly Words Minutes = new(
        ["Tavattiin perheen toivomassa paikassa. Jokainen kertoi, mitä on jo kokeiltu, ja perhe valitsi, mistä aloitetaan. Sovittiin työnjaosta.",
         "Läsnä perhe ja työntekijät. Lapsi leikki lattialla ja oli mukana keskustelussa. Päällekkäinen ohjauskäynti jätetään pois.",
         "Käytiin läpi arvion yhteenveto. Vanhemmat olivat samaa mieltä tarpeista. Seuraavat askeleet kirjattiin suunnitelmaan.",
         "Tapaaminen onnistui hyvin. Sovittiin, että koordinoija soittaa kahden viikon päästä."],
        ["Möte där familjen önskade. Alla berättade vad som redan prövats och familjen valde var vi börjar.",
         "Sammanfattningen gicks igenom. Nästa steg skrevs in i planen."]);

    public static readonly Words HandoverReasons = new(
        ["Perhe tuntee työntekijän jo entuudestaan ja toivoi vaihtoa itse.",
         "Tuen painopiste siirtyy teille, tavataan perhe ensin yhdessä.",
         "Perhe muutti toiselle alueelle, koordinointi sopii paremmin sinne.",
         "Jään virkavapaalle, haluan että vastuu siirtyy saattaen."],
        ["Familjen känner redan arbetstagaren och önskade bytet.", "Familjen önskar service på svenska."]);

    public static readonly Words DeclineReasons = new(
        ["Minulla on jo täysi määrä perheitä, en pystyisi vastaamaan ajoissa.", "Olen perheen lähisukulainen, en voi ottaa asiaa."],
        ["Jag har redan för många familjer just nu."]);

    public static readonly Words AssignReasons = new(
        ["Koordinoija jäi pitkälle sairauslomalle, asia ei voi odottaa.", "Työntekijä siirtyi toisiin tehtäviin."],
        ["Koordinatorn är långtidssjukskriven."]);

    public static readonly Words ReassessReasons = new(
        ["Perheeseen syntyi vauva ja tilanne muuttui, tarpeet arvioidaan uudestaan.", "Uutta tietoa lapsen jaksamisesta koulussa."],
        ["Situationen förändrades efter flytten, behoven bedöms på nytt."]);

    public static readonly Words ReopenReasons = new(
        ["Vanhempi soitti: vaikeudet palasivat, toivoo saman työntekijän jatkavan.", "Sama huoli nousi esiin päiväkodissa uudestaan."],
        ["Föräldern ringde: svårigheterna är tillbaka."]);

    public static readonly Words TwoHomes = new(
        ["Perheet ovat muuttaneet yhteen, ja molempien lapset oireilevat. Toivovat yhtä yhteistä työntekijää.",
         "Uusperheen arki ei lähde sujumaan. Kummallakin lapsella on jo oma asiansa vireillä.",
         "Serkukset ovat sijoittuneet samaan kotiin toistaiseksi, ja mummo pyytää apua molemmista."],
        ["Familjerna har flyttat ihop och barnen mår dåligt i båda."]);

    public static readonly Words Joining = new(
        ["Sama huoli on noussut esiin meilläkin. Perhe tietää tästä yhteydenotosta.",
         "Isoäiti soitti ja kertoi olevansa huolissaan koko perheen jaksamisesta.",
         "Vanhempi toi asian puheeksi käynnillä ja toivoi, että joku ottaisi yhteyttä."],
        ["Samma oro har kommit upp också hos oss. Familjen vet om kontakten."]);

    public static readonly FrozenDictionary<string, Words> Closing = new Dictionary<string, Words>(StringComparer.Ordinal)
    {
        ["advice-given"] = new(["Neuvonta puhelimessa riitti. Perhe tietää, kenelle voi soittaa uudestaan."], ["Rådgivning per telefon räckte."]),
        ["no-need"] = new(["Arviossa ei löytynyt tuen tarvetta, perheen omat keinot riittävät."], ["I bedömningen fanns inget stödbehov."]),
        ["goals-met"] = new(
            ["Perheen omat tavoitteet toteutuivat, arki sujuu. Kiittivät siitä, ettei tarvinnut soitella eri paikkoihin.", "Tavoitteet saavutettiin, viimeinen tapaaminen oli iloinen."],
            ["Familjens egna mål uppnåddes och vardagen fungerar."]),
        ["services-continue"] = new(["Perheneuvonta jatkuu sovitusti, yhteistä koordinointia ei enää tarvita."], ["Servicen fortsätter, samordning behövs inte längre."]),
        ["moved-away"] = new(["Perhe muutti toiselle hyvinvointialueelle. Kerrottu, miten asian saa siellä vireille."], ["Familjen flyttade till ett annat område."]),
        ["family-declined"] = new(["Perhe ei halunnut jatkaa. Ovi jää auki, yhteystiedot annettu."], ["Familjen ville inte fortsätta. Dörren står öppen."]),
        ["referred-elsewhere"] = new(["Vastuu jokaisesta tarpeesta on otettu vastaan nimetysti, perhe tapasi vastaanottajat."], ["Ansvaret för varje behov har tagits emot av en namngiven person."]),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public const string NoNeedSummary = "Arki sujuu ja perheellä on tukea ympärillään. Huoli liittyi lyhyeen sairausjaksoon, joka on ohi.";
}
