using System.Globalization;
using System.Text;

namespace Coordination.Bench.Commands;

/// <summary>The body of a note, and of the no-op beside it: a text of 120 characters that ends in a number of its own.</summary>
internal sealed class NoteBody
{
    const string Text = "Puhelu perheen kanssa: illat ovat rauhoittuneet, aamut vaikeita. Sovittu uusi soitto ensi viikolla. Nro ";
    const int NumberDigits = 16;

    readonly byte[] bytes = Encoding.UTF8.GetBytes($$"""{"text":"{{Text}}{{new string('0', NumberDigits)}}"}""");

    public ReadOnlySpan<byte> Numbered(long number)
    {
        _ = number.TryFormat(bytes.AsSpan(bytes.Length - NumberDigits - 2, NumberDigits), out _, "x16", CultureInfo.InvariantCulture);
        return bytes;
    }
}
