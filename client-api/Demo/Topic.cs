using System.Collections.Immutable;
using Coordination.Core;

namespace Coordination.ClientApi.Demo;

/// <summary>Text of the demo as it would be written of a family that speaks Finnish, Swedish or, where there is any, English.</summary>
sealed record Words(ImmutableArray<string> Fi, ImmutableArray<string> Sv, params ImmutableArray<string> En)
{
    public string For(Family family, Dice dice) => dice.Pick(family.Language switch { "sv" => Sv, "en" when !En.IsEmpty => En, _ => Fi });
}

/// <summary>What a family's trouble is about, from the first words to the tasks of the plan.</summary>
/// <param name="Partners">The services that come to the meeting; at least two different ones, so that one differs from the coordinator's.</param>
sealed record Topic(
    ImmutableArray<string> Reasons, int AgeFromYears, int AgeToYears, ImmutableArray<string> Partners, ImmutableArray<NeedFoundIn> Needs,
    Words OwnWords, Words Summary, Words Goals, Words Tasks)
{
    public int AgeFromMonths { get; init; } = AgeFromYears * 12;
    public int AgeToMonths { get; init; } = (AgeToYears + 1) * 12;

    public static readonly ImmutableArray<Topic> All =
    [
        new(["sleep", "tantrums"], 2, 5, ["early-education", "child-health-clinic"],
            [new("sleep-guidance", "Iltarutiinit puuttuvat vuorotyön takia", "family-work"), new("parenting-support", null, "family-guidance")],
            new(["Lapsi ei nukahda ennen kymmentä, ja aamut ovat yhtä huutoa. Emme jaksa enää.",
                 "Uni on ollut rikkonaista viikkokausia. Päivällä tulee raivokohtauksia, joita on vaikea katkaista.",
                 "Illat venyvät ja lapsi herää monta kertaa yössä. Raivarit alkavat jo eteisessä."],
                ["Barnet somnar först efter tio på kvällen och morgnarna är kaos. Vi orkar inte längre."],
                "Our child wakes up many times every night and the mornings are a fight. We are exhausted."),
            new(["Lapsi nukkuu liian vähän ikäisekseen. Vanhemmat tekevät vuorotyötä, eikä illoissa ole yhteistä rytmiä. Päiväkodissa sama näkyy iltapäivisin."],
                ["Barnet sover för lite för sin ålder. Föräldrarna arbetar i skift och kvällarna saknar en gemensam rytm."]),
            new(["Lapsi nukahtaa ennen yhdeksää", "Aamut sujuvat ilman huutoa"], ["Barnet somnar före nio", "Lugnare morgnar"]),
            new(["Unipäiväkirja kahden viikon ajalta", "Yhteinen iltarytmi kotiin ja päiväkotiin"], ["Sömndagbok under två veckor"])),
        new(["speech", "development"], 2, 5, ["early-education", "child-health-clinic"],
            [new("speech-support", "Kaksikielisyys ja viivästynyt puhe", "speech-therapy"), new("child-development-support", null, "early-education")],
            new(["Lapsi puhuu vasta muutaman sanan, ja muut lapset eivät ymmärrä häntä. Pitäisikö meidän huolestua?",
                 "Lapsi suuttuu, kun häntä ei ymmärretä. Toivomme apua puheen kanssa.",
                 "Puhe ei ole lähtenyt tulemaan niin kuin isosiskolla."],
                ["Barnet talar bara några ord och blir arg när ingen förstår. Vi skulle vilja ha hjälp med talet."],
                "Our child understands us but hardly speaks at all, in either language. Who could look at this?"),
            new(["Puheen tuotto on selvästi ikätasoa jäljessä, ymmärtäminen on hyvää. Vanhemmat ovat motivoituneita harjoittelemaan kotona."],
                ["Talet ligger klart efter åldersnivån, förståelsen är god. Föräldrarna övar gärna hemma."]),
            new(["Lapsi tulee ymmärretyksi leikissä", "Kuvat ovat käytössä kotona ja päiväkodissa"], ["Barnet blir förstått i leken"]),
            new(["Kuvakortit käyttöön ryhmässä", "Ajan varaaminen puheterapeutin arvioon"], ["Bildkort tas i bruk i gruppen"])),
        new(["eating", "development"], 1, 5, ["early-education", "child-health-clinic"],
            [new("child-development-support", "Aistiherkkyys", "child-health-clinic")],
            new(["Ruokapöydässä syödään vain kolmea ruokaa. Joka ateria on taistelu.",
                 "Lapsi ei syö päiväkodissa juuri mitään, ja kotona illat menevät ruoan houkutteluun."],
                ["Vid matbordet går bara tre rätter ner. Varje måltid är en kamp."],
                "Our child eats three kinds of food and nothing else. Every meal is a battle."),
            new(["Syöminen on valikoivaa, kasvu seuraa käyrää. Taustalla on aistiherkkyyttä. Ruokailutilanteita rauhoitetaan kotona ja päiväkodissa samalla tavalla."],
                ["Ätandet är selektivt men tillväxten följer kurvan. Måltiderna lugnas ner på samma sätt hemma och på daghemmet."]),
            new(["Yksi uusi ruoka kuukaudessa", "Perhe syö yhdessä ilman kiistaa"], ["En ny maträtt i månaden"]),
            new(["Ruokailun havainnointi ryhmässä viikon ajan", "Punnitus ja keskustelu neuvolassa"], ["Vägning och samtal på rådgivningen"])),
        new(["parental-fatigue", "loneliness"], 0, 4, ["child-health-clinic", "parish-family-work", "peer-group"],
            [new("everyday-help", "Ei tukiverkostoa paikkakunnalla", "home-service"), new("peer-support", "Yksinäisyys muuton jälkeen", "peer-group")],
            new(["Olen lasten kanssa yksin aamusta iltaan, enkä tunne täällä ketään. Väsyttää niin, että itku tulee kaupassa.",
                 "Puoliso on reissutöissä ja minä en enää jaksa. Sukulaiset asuvat kaukana.",
                 "Lapsi valvottaa, ja olen itse ihan loppu. Tarvitsisin edes muutaman tunnin hengähtää."],
                ["Jag är ensam med barnen hela dagarna och känner ingen här. Jag är så trött att jag gråter."],
                "We moved here in spring and know nobody. I am alone with small children and very tired."),
            new(["Vanhempi on uupunut, mutta vuorovaikutus lapsiin on lämmin. Tukiverkostoa ei ole. Käytännön apua ja ihmisiä ympärille."],
                ["Föräldern är utmattad men samspelet med barnen är varmt. Det behövs praktisk hjälp och människor omkring."]),
            new(["Kerran viikossa omaa aikaa", "Yksi tuttu perhe samasta kaupunginosasta"], ["Egen tid en gång i veckan"]),
            new(["Kotipalvelu kahdesti viikossa kuuden viikon ajan", "Saattaen perhekerhoon ensimmäisellä kerralla"], ["Hemservice två gånger i veckan"])),
        new(["separation", "emotions"], 3, 10, ["family-counselling", "parish-family-work"],
            [new("separation-support", "Vanhempien ero kesällä", "family-counselling"), new("emotional-support", null, "family-counselling")],
            new(["Erosimme kesällä, ja lapsi itkee joka vaihdossa. Emme pysty puhumaan toisillemme ilman riitaa.",
                 "Lapsi on alkanut kysellä, kenen luona hän oikeasti asuu. Vaihdot ovat vaikeita.",
                 "Haluaisimme, että joku auttaisi meitä sopimaan lapsen arjesta."],
                ["Vi separerade i somras och barnet gråter vid varje byte. Vi kan inte tala med varandra utan gräl."],
                "We separated in the summer and our child cries at every change of home."),
            new(["Vanhemmat ovat eronneet, ja tieto kulkee lapsen kautta. Molemmat haluavat helpottaa lapsen oloa. Vuoroasuminen jatkuu."],
                ["Föräldrarna har separerat och budskapen går via barnet. Båda vill göra det lättare för barnet."]),
            new(["Vaihdot sujuvat rauhassa", "Lapsi saa puhua molemmista kodeista"], ["Lugna byten mellan hemmen"]),
            new(["Yhteinen kalenteri molempiin koteihin", "Kolme tapaamista vanhemmille"], ["Gemensam kalender för båda hemmen"])),
        new(["behaviour", "friends"], 3, 8, ["early-education", "family-counselling"],
            [new("emotional-support", "Tunnesäätelyn vaikeus siirtymätilanteissa", "family-counselling"), new("parenting-support", null, "family-work")],
            new(["Päiväkodista soitetaan joka viikko, että hän on lyönyt jotakuta. Kotona hän on ihan toinen lapsi.",
                 "Kaverit eivät enää halua leikkiä hänen kanssaan, ja hän tietää sen itse.",
                 "Siirtymätilanteet päättyvät potkimiseen. Ryhmässä on kokeiltu kaikkea."],
                ["Daghemmet ringer varje vecka om bråk. Hemma är han ett helt annat barn."],
                "The day care calls us every week about hitting. At home he is a different child."),
            new(["Vaikeudet painottuvat siirtymiin ja isoon ryhmään. Pienryhmässä lapsi leikkii pitkään. Aikuisten tavat yhtenäistetään."],
                ["Svårigheterna gäller övergångar och stor grupp. I smågrupp leker barnet länge."]),
            new(["Päivä ilman lyömistä", "Yksi kaveri, jonka kanssa leikki onnistuu"], ["En kompis att leka med"]),
            new(["Pienryhmä aamupäivisin", "Siirtymien ennakointi kuvilla"], ["Smågrupp på förmiddagarna"])),
        new(["school-absence", "emotions"], 7, 13, ["family-counselling", "family-social-work"],
            [new("school-support", "Jännittäminen ja unirytmin kääntyminen", "student-welfare"), new("emotional-support", null, "family-counselling")],
            new(["Aamuisin tulee vatsakipu, ja koulu jää väliin. Poissaoloja on jo kolmekymmentä tuntia.",
                 "Lapsi on lopettanut koulussa käymisen lähes kokonaan, eikä suostu puhumaan syystä.",
                 "Koulusta sanottiin, että odotetaan. Me emme voi enää odottaa."],
                ["På morgnarna har barnet ont i magen och skolan blir av sällan. Frånvaron är redan trettio timmar."],
                "Every morning there is a stomach ache and school is missed. Nobody knows why."),
            new(["Poissaolojen takana on jännittäminen ja kääntynyt vuorokausirytmi. Lapsi haluaisi kouluun, kun saa aloittaa pienesti."],
                ["Bakom frånvaron finns oro och en omvänd dygnsrytm. Barnet vill till skolan om det får börja i liten skala."]),
            new(["Kolme koulupäivää viikossa", "Yöunet alkavat ennen kymmentä"], ["Tre skoldagar i veckan"]),
            new(["Lyhennetty koulupäivä neljäksi viikoksi", "Kotikäynti kahdesti viikossa aamulla"], ["Förkortad skoldag i fyra veckor"])),
        new(["livelihood", "parental-fatigue"], 0, 9, ["family-social-work", "parish-family-work"],
            [new("financial-support", "Työttömyys ja vuokrarästit", "family-social-work"), new("everyday-help", null, "home-service")],
            new(["Vuokra on kaksi kuukautta jäljessä, ja lapsille pitäisi ostaa talvivaatteet. En tiedä, mistä aloittaa.",
                 "Lomautus jatkuu ja rahat loppuvat ennen kuun puoltaväliä. Stressi näkyy lapsissa."],
                ["Hyran är två månader efter och barnen behöver vinterkläder. Jag vet inte var jag ska börja."],
                "The rent is late, my work ended, and the children need winter clothes."),
            new(["Perheen talous on kriisissä lomautuksen jälkeen. Asuminen turvataan ensin. Lapsilla arki jatkuu päiväkodissa ja koulussa."],
                ["Familjens ekonomi är i kris efter en permittering. Boendet tryggas först."]),
            new(["Vuokrarästit on sovittu", "Lapsilla on talvivarusteet"], ["Avtal om hyresskulden"]),
            new(["Maksusuunnitelma vuokranantajan kanssa", "Varustelainaamon käynti yhdessä"], ["Betalningsplan med hyresvärden"])),
        new(["relationship", "family-conflict"], 1, 9, ["family-counselling", "early-education", "parish-family-work"],
            [new("relationship-support", "Pitkään jatkunut kuormitus", "family-counselling")],
            new(["Riitelemme joka ilta, ja lapset kuulevat kaiken. Emme haluaisi erota.",
                 "Lapsi sanoi päiväkodissa, että äiti ja isi aina huutavat. Se pysäytti."],
                ["Vi grälar varje kväll och barnen hör allt. Vi skulle inte vilja separera."],
                "We argue every evening and the children hear it all."),
            new(["Vanhemmat tunnistavat riitojen vaikutuksen lapsiin. Väkivaltaa ei ole, asia kysyttiin kummaltakin erikseen. Molemmat haluavat apua."],
                ["Föräldrarna ser hur grälen påverkar barnen. Båda vill ha hjälp."]),
            new(["Riidat eivät jatku lasten kuullen", "Yksi yhteinen ilta viikossa"], ["Inga gräl så att barnen hör"]),
            new(["Pariskuntatapaamiset kolme kertaa", "Lastenhoitoapu tapaamisten ajaksi"], ["Tre parsamtal"])),
        new(["parenting", "other"], 1, 7, ["early-education", "family-work"],
            [new("parenting-support", "Perhe on uusi Suomessa, palvelut ovat vieraita", "family-work")],
            new(["En tiedä, mitä lapselta saa täällä vaatia ja mitä ei. Haluaisin jutella jonkun kanssa.",
                 "Miten rajoja laitetaan, kun kumpikaan ei kuuntele? Kaikki neuvovat eri tavalla.",
                 "Haluaisin tietää, kenelle meidän kuuluisi soittaa. Olemme kiertäneet jo kolme numeroa."],
                ["Hur sätter man gränser när ingen lyssnar? Alla ger olika råd."],
                "I would like to talk to somebody about raising children here. Everybody gives different advice."),
            new(["Vanhempi on epävarma, mutta taitava. Selkeä tieto palveluista ja muutama ohjauskäynti riittänevät."],
                ["Föräldern är osäker men kunnig. Tydlig information och några handledningsbesök räcker troligen."]),
            new(["Samat säännöt molemmilta vanhemmilta"], ["Samma regler från båda föräldrarna"]),
            new(["Kolme ohjauskäyntiä kotona", "Päiväkodin ja kodin yhteinen sääntölista"], ["Tre handledningsbesök hemma"])),
    ];

    public static Topic Of(int number, int seed) => All[Dice.For(number, -2, seed).Below(All.Length)];

    /// <summary>The child turns two: the meeting of clinic and early education.</summary>
    public static readonly Topic TwoYears = new(["two-year-age"], 2, 2, ["early-education"], [],
        new(["Perhe toivoo, että tarkastus ja varhaiskasvatuskeskustelu pidetään samalla käynnillä kotona.", "Kaksivuotistarkastuksen aika lähestyy. Sovitaan yhteinen käynti."],
            ["Familjen önskar att granskningen och samtalet hålls vid samma besök."],
            "The family would like one visit at home instead of two."),
        new([""], [""]), new(["Iltasatu joka ilta"], ["En saga varje kväll"]), new(["Puheen seuranta ryhmässä syksyyn asti"], ["Uppföljning av talet i gruppen"]))
    { AgeFromMonths = 22, AgeToMonths = 29 };
}
