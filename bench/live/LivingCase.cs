using System.Text;
using Coordination.Bench.Http;

namespace Coordination.Bench.Live;

/// <summary>A case that its coordinator works on, and the requests that are made of it.</summary>
internal sealed class LivingCase(string id, string colleague, string relief, byte[] headers, byte[] reading)
{
    readonly byte[] place = Encoding.ASCII.GetBytes($"/v1/cases/{id}/");
    int asked;

    /// <summary>Who takes part in it.</summary>
    public string Colleague => colleague;

    /// <summary>Whom it can be offered to.</summary>
    public string Relief => relief;

    public ReadOnlyMemory<byte> Ask(RequestBuffer request, Step step) =>
        request.Post(place, Encoding.ASCII.GetBytes(step.Command), headers, Encoding.UTF8.GetBytes(step.Body));

    /// <param name="below">What follows the case's own address.</param>
    public ReadOnlyMemory<byte> Read(RequestBuffer request, string below) => request.Get(Encoding.ASCII.GetBytes($"/v1/cases/{id}{below}"), reading);

    /// <summary>The next turn of a command that is given to it again and again.</summary>
    public ReadOnlyMemory<byte> Again(RequestBuffer request, Repeated repeated) => Ask(request, repeated.Turn(this, asked++));
}

/// <summary>A command and its body.</summary>
internal readonly record struct Step(string Command, string Body);
