using System.Collections.Frozen;
using Coordination.Core;

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

    public static readonly Words CallBacks = new(
        ["Soitettu takaisin, äiti oli helpottunut. Sovittiin ensimmäinen tapaaminen.", "Vanhempi vastasi töistä, juteltiin vartti ja jatketaan huomenna."], ["Ringde tillbaka, vi kom överens om första mötet."]);

    public static readonly Words LeavingReasons = new(["Työntekijä siirtyy toisiin tehtäviin. Perheille on kerrottu, kuka jatkaa."], ["Arbetstagaren övergår till andra uppgifter. Familjen vet vem som fortsätter."]);
    public static readonly Words AwayReasons = new(["Vuosiloma.", "Loma, sijainen hoitaa kiireelliset."], ["Semester."]);
    public static readonly Words InviteReasons = new(["Tunnet lapsen arjen, tulisitko mukaan tapaamiseen?", "Tarvitsemme mukaan sinun osaamistasi."], ["Du känner barnets vardag, vill du komma med?"]);
    public static readonly Words CancelReasons = new(["Perheessä vatsatauti, sovitaan uusi aika.", "Vanhempi ei päässytkään töistä."], ["Familjen är sjuk, vi kommer överens om en ny tid."]);
    public static readonly Words SkipReasons = new(["Perhe kertoi itse, mitä tarvitsee. Mennään suoraan tapaamiseen.", "Sovitaan tapaaminen, erillistä arviota ei tarvita."], ["Familjen vet vad den behöver. Vi träffas direkt."]);
    public static readonly Words LeftOpenReasons = new(["Lapsi nukahti kesken, keskustelu pidetään päiväkodissa."], ["Barnet somnade, samtalet hålls på daghemmet."]);
    public static readonly Words LateReasons = new(["Perheen muutto vei viikot, jatketaan sovitusta.", "Jono on pidempi kuin luultiin."], ["Kön är längre än vi trodde."]);
    public static readonly Words DropReasons = new(["Ei enää tarpeen, arki asettui muuten.", "Perhe löysi paremman tavan itse."], ["Behövs inte längre."]);
    public static readonly Words SuspendReasons = new(["Perhe on kuukauden sukulaisten luona ulkomailla.", "Vanhempi on sairaalassa, jatketaan kun hän kotiutuu."], ["Familjen är utomlands en tid."]);
    public static readonly Words ResumeReasons = new(["Perhe palasi ja toivoi, että jatketaan.", "Vanhempi on kotona ja jaksaa taas."], ["Familjen är tillbaka."]);
    public static readonly Words NotReached = new(["Ei tavoitettu kahdesta yrityksestä huolimatta.", "Perhe perui, uusi aika sovitaan."], ["Nåddes inte."]);
    public static readonly Words MergeReasons = new(["Sama lapsi, kirjattu kahdesti: toinen yhteydenotto tuli ilman henkilötunnusta."], ["Samma barn, antecknat två gånger."]);
    public static readonly Words UndoReasons = new(["Yhteydenotto koski toista lasta, vanhemman tunnus oli kirjattu väärin."], ["Kontakten gällde ett annat barn."]);
    public static readonly Words SpecialGrounds = new(["Lapsen kasvuolot vaarantuvat ilman tukea, tarpeet ovat usean palvelun."], ["Barnets uppväxtförhållanden äventyras utan stöd."]);
    public static readonly Words Strengths = new(["Vanhemmat tekevät yhteistyötä, lapsella on kavereita.", "Isovanhemmat auttavat viikoittain."], ["Föräldrarna samarbetar väl."]);
    public static readonly Words Worries = new(["Väsymys näkyy aamuissa ja iltojen riidoissa.", "Rahat eivät riitä, ja se huolettaa lastakin."], ["Tröttheten syns på morgnarna."]);
    public static readonly Words ChildsViews = new(["”Haluaisin, että äiti ei olisi niin väsynyt.”", "”Päiväkodissa on kivaa, mutta siirtymät on tyhmiä.”", "”Saisiko isi hakea useammin?”"], ["”Jag vill att mamma skulle orka leka.”"]);
    public static readonly Words Agendas = new(["Kuulumiset, mitä on jo kokeiltu, mistä aloitetaan.", "Perheen toiveet, työnjako, seuraava aika."], ["Läget, vad som prövats, nästa steg."]);
    public static readonly Words Documents = new(["Palvelutarpeen arviointi", "Hoitopalaute neuvolasta", "Lapsen varhaiskasvatussuunnitelma"], ["Bedömning av servicebehovet"]);
    public static readonly Words Phenomena = new(["Yhteydenottojen takana on kuormittunut arki ja tieto, joka ei kulje palvelujen välillä.", "Sama huoli toistuu usean organisaation yhteydenotoissa; perheet toivovat yhtä tuttua ihmistä."], [""]);

    public static readonly FrozenDictionary<FeedbackFrom, Words> Feedback = new Dictionary<FeedbackFrom, Words>
    {
        [FeedbackFrom.Adult] = new(["Ei tarvinnut kertoa samaa moneen kertaan.", "Joku soitti, kun lupasi. Kiitos."], ["Vi behövde inte berätta samma sak många gånger."]),
        [FeedbackFrom.Child] = new(["Oli kivaa kun kysyttiin minultakin.", "Sain piirtää."], ["Det var roligt."]),
        [FeedbackFrom.Professional] = new(["Työnjako oli selvä heti alusta.", "Yksi kokous korvasi kolme puhelua."], ["Arbetsfördelningen var klar."]),
        [FeedbackFrom.Participant] = new(["Hyvä, että perheitä oli mukana. Lisää aikaa pienryhmille."], ["Bra att familjer var med."]),
    }.ToFrozenDictionary();

    public static readonly FrozenDictionary<string, Words> Closing = new Dictionary<string, Words>(StringComparer.Ordinal)
    {
        ["advice-given"] = new(["Neuvonta puhelimessa riitti. Perhe tietää, kenelle voi soittaa uudestaan."], ["Rådgivning per telefon räckte."]),
        ["no-need"] = new(["Arviossa ei löytynyt tuen tarvetta, perheen omat keinot riittävät."], ["I bedömningen fanns inget stödbehov."]),
        ["goals-met"] = new(
            ["Perheen omat tavoitteet toteutuivat, arki sujuu. Kiittivät siitä, ettei tarvinnut soitella eri paikkoihin.", "Tavoitteet saavutettiin, viimeinen tapaaminen oli iloinen."],
            ["Familjens egna mål uppnåddes och vardagen fungerar."]),
        ["services-continue"] = new(["Perheneuvonta jatkuu sovitusti, yhteistä koordinointia ei enää tarvita."], ["Servicen fortsätter, samordning behövs inte längre."]),
        ["goals-met-no-pta"] = new(["Perheen omat tavoitteet toteutuivat tutun ohjaajan kanssa, muuta ei tarvittu."], ["Familjens egna mål uppnåddes utan bedömning av servicebehovet."]),
        ["meeting-held-no-further-need"] = new(["Yksi käynti, kaksi asiaa hoidettu. Lapsi voi hyvin."], ["Ett besök, två ärenden. Barnet mår bra."]),
        ["continues-in-basic-services"] = new(["Puhetta seurataan neuvolassa ja ryhmässä, muuta ei tarvita."], ["Talet följs upp inom basservicen."]),
        ["moved-away"] = new(["Perhe muutti toiselle hyvinvointialueelle. Kerrottu, miten asian saa siellä vireille."], ["Familjen flyttade till ett annat område."]),
        ["family-declined"] = new(["Perhe ei halunnut jatkaa. Ovi jää auki, yhteystiedot annettu."], ["Familjen ville inte fortsätta. Dörren står öppen."]),
        ["referred-elsewhere"] = new(["Vastuu jokaisesta tarpeesta on otettu vastaan nimetysti, perhe tapasi vastaanottajat."], ["Ansvaret för varje behov har tagits emot av en namngiven person."]),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public const string NoNeedSummary = "Arki sujuu ja perheellä on tukea ympärillään. Huoli liittyi lyhyeen sairausjaksoon, joka on ohi.";
}
