using System.Text;
using Coordination.Bench.Http;
using Coordination.Bench.Setup;

namespace Coordination.Bench.Commands;

/// <summary>One case and whose turn it is in each kind of command. A step that was refused is not asked again.</summary>
internal sealed class CaseTurns(PreparedCase prepared, string host)
{
    readonly byte[] place = Encoding.ASCII.GetBytes($"/v1/cases/{prepared.Id}/");
    readonly byte[] headers = RequestBuffer.HeadersOf(host, prepared.Coordinator.Token);
    readonly byte[] offer = Encoding.UTF8.GetBytes($$"""{"to":"{{prepared.Colleague}}","accompanied":true,"reason":"Perhe muuttaa toiselle alueelle."}""");

    bool judgedNormal;
    bool offered;
    bool assessmentStarted;
    bool assessed;

    public ReadOnlyMemory<byte> Next(CommandKind kind, RequestBuffer request, NoteBody note) => kind switch
    {
        CommandKind.Note => Post(request, "note"u8, note.Numbered(request.Sequence)),
        CommandKind.Urgency => Post(request, "judge-urgency"u8, Turn(ref judgedNormal) ? """{"urgency":"normal"}"""u8 : """{"urgency":"soon"}"""u8),
        CommandKind.Handover => Turn(ref offered) ? Post(request, "offer-handover"u8, offer) : Post(request, "withdraw-handover"u8, "{}"u8),
        CommandKind.Assessment => Assess(request),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    ReadOnlyMemory<byte> Assess(RequestBuffer request)
    {
        if (!assessmentStarted)
        {
            assessmentStarted = true;
            return Post(request, "start-assessment"u8, "{}"u8);
        }

        return Turn(ref assessed)
            ? Post(request, "complete-assessment"u8, """{"summary":"Perhe jaksaa, kun illat ovat rauhalliset.","heard":["child","adult"],"needs":[{"code":"sleep-guidance"}],"noNeed":false}"""u8)
            : Post(request, "reassess"u8, """{"reason":"Perheen tilanne muuttui."}"""u8);
    }

    ReadOnlyMemory<byte> Post(RequestBuffer request, ReadOnlySpan<byte> command, ReadOnlySpan<byte> body) =>
        request.Post(place, command, headers, body);

    static bool Turn(ref bool turn) => turn = !turn;
}
