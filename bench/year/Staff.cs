using Coordination.Bench.Http;
using Coordination.Bench.Server;

namespace Coordination.Bench.Year;

/// <summary>A person of the network at work: their token, ready to be sent, and how many open cases they coordinate.</summary>
internal sealed class Worker(Credential credential, string host)
{
    public string Id { get; } = credential.Person;

    public byte[] CommandHeaders { get; } = RequestBuffer.HeadersOf(host, credential.Token);

    public byte[] ReadHeaders { get; } = RequestBuffer.ReadHeadersOf(host, credential.Token);

    public int Cases { get; set; }
}

/// <summary>Who works in the network: coordinators, the professionals of other services, managers.</summary>
internal sealed record Staff(IReadOnlyList<Worker> Coordinators, IReadOnlyList<Worker> Professionals, IReadOnlyList<Worker> Managers)
{
    /// <summary>A new case goes to the one of so many with the fewest, which keeps everybody far below the operating models' limit of forty.</summary>
    const int Asked = 3;

    public Worker Coordinator(Random random, Worker? other = null)
    {
        Worker? found = null;
        for (var asked = 0; asked < Asked || found is null; asked++)
        {
            var one = AnyCoordinator(random);
            if (one != other && (found is null || one.Cases < found.Cases))
            {
                found = one;
            }
        }

        return found;
    }

    public Worker AnyCoordinator(Random random) => Coordinators[random.Next(Coordinators.Count)];
}
