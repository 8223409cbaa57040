using System.Text;

namespace Coordination.Bench.Live;

/// <summary>What families and professionals say: so many characters of everyday words, no two texts alike, and the same in every run.</summary>
internal static class OwnWords
{
    public const int Characters = 500;

    const string Everyday =
        """
        aamu aamuisin aika aina ainakin alkaa apua arki asia auttaa ehkä ei eilen ensi erota haluaa hankala harvoin hermostua herätä hetki hiljainen huomata huoli huutaa hyvä iltaisin
        isoäiti istua itkeä jaksaa joka joskus jutella juuri kaikki kaksi kanssa kasvaa katsoa kaveri kerho kerran kertoa kesken kiire kiukku koko kolme koti koulu kouluun kova kun kuulla
        kysyä lapsi lapset lasten lelu leikkiä lepo levätä levoton liian liikaa lisää luottaa luona lähteä lääkäri maanantai maistua meillä melkein mennä miten moni mukaan mummo muuttaa myös
        naapuri neljä neuvola nukahtaa nukkua nyt nälkä odottaa ohjata oikein olla oma opettaja oppia osata paljon parempi pelko pelätä perhe pettyä pieni pitkä pitää puhe puhua puoli päivä
        päiväkoti päätös pöytä rauha riita riittää ruoka ryhmä saada sama sanoa sattua selvä sisko sitten soittaa sopia sujua suru suunta syksy syli syödä tahto taito talvi tapa tarvita tavata
        tehdä tietää tilanne toinen toistaa toivoa tuki tuntea turha turva tutti tyttö tyyni työ uni usein uudestaan vaikea vanhempi vanhemmat vasta vastata veli viikko viime vointi voimat vuosi
        vuoro väsynyt väsymys yhdessä yksin ymmärtää yö yöllä äiti ääni
        """;

    static readonly string[] Words = Everyday.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    public static string Of(int seed)
    {
        var random = new Random(seed);
        var text = new StringBuilder(Characters + 20);
        while (text.Length < Characters)
        {
            _ = text.Append(Words[random.Next(Words.Length)]).Append(random.Next(9) == 0 ? ". " : " ");
        }

        return text.ToString(0, Characters - 1) + ".";
    }
}
