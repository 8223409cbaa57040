using System.Text;
using Coordination.Bench.Http;
using Coordination.Bench.Load;

namespace Coordination.Bench.Year;

/// <summary>What one connection asks of the year's cases.</summary>
internal sealed class YearWork(Population population) : IWork
{
    readonly RequestBuffer request = new(Guid.CreateVersion7);
    Errand? asked;
    Step answered;

    /// <summary>What is asked for and not answered yet.</summary>
    public Step? Asked => asked?.Step;

    public ReadOnlyMemory<byte> Next()
    {
        if (asked is { } lost)
        {
            population.Lose(lost);
        }

        return Next(population.Draw());
    }

    /// <summary>The next step of one case.</summary>
    public ReadOnlyMemory<byte> Next(FamilyCase one) => Next(population.Draw(one));

    public string? Fault(Answer answer)
    {
        var errand = asked!.Value;
        (asked, answered) = (null, errand.Step);
        return population.Settle(errand, answer);
    }

    public void Took(long stopwatchTicks) => population.Took(answered, stopwatchTicks);

    ReadOnlyMemory<byte> Next(Errand errand)
    {
        asked = errand;
        return errand.Body is { } body
            ? request.Post(Encoding.ASCII.GetBytes(errand.Place), default, errand.By.CommandHeaders, Encoding.UTF8.GetBytes(body))
            : request.Get(Encoding.ASCII.GetBytes(errand.Place), errand.By.ReadHeaders);
    }
}
