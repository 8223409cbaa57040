using Coordination.ClientApi.Demo;
using Coordination.Core;
using Coordination.Engine;
using Coordination.Engine.Sqlite;

namespace Coordination.ClientApi;

/// <summary>The product's commands other than running the server.</summary>
static class Tool
{
    public static int Token(Installation installation)
    {
        var settings = installation.Settings;
        if (settings.Authority is not null) throw new WrongSettingException($"token: tokens come from {settings.Authority}");
        var people = Words(settings.Person!);
        if (people.FirstOrDefault(p => installation.Rules.Network.Find(new PersonId(p)) is null) is { } stranger) throw new WrongSettingException($"token: person {stranger} is not in the network");
        var roles = Words(settings.Roles);
        if (roles.FirstOrDefault(r => !Codes.TryRead<Roles>(r, out var role) || role == Roles.None) is { } unknown) throw new WrongSettingException($"token: '{unknown}' is no role (professional, coordinator, manager, operator)");
        foreach (var person in people)
            Console.WriteLine(installation.SignIn.LocalToken(new(person), roles, settings.Hours));
        return 0;
    }

    static string[] Words(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public static async Task<int> Check(Installation installation)
    {
        var report = await new Maintenance(installation.Store, new()).Check(default);
        Console.WriteLine($"{report.Streams} cases, {report.Events} events, {report.Commands} commands; {report.Faults.Count} faults");
        foreach (var fault in report.Faults) Console.WriteLine(fault);
        return report.Faults.Count == 0 ? 0 : 1;
    }

    public static async Task<int> Rebuild(Installation installation)
    {
        Console.WriteLine($"{await new Maintenance(installation.Store, new()).RebuildRegister(default)} cases drawn anew from the journal");
        return 0;
    }

    public static async Task<int> Backup(Installation installation)
    {
        if (installation.Store is not SqliteStore store) throw new WrongSettingException("backup: PostgreSQL is backed up by its own tools (pg_dump, or base backup and WAL archiving)");
        await store.Backup(installation.Settings.File!, default);
        Console.WriteLine($"copied to {installation.Settings.File}");
        return 0;
    }

    public static async Task<int> Export(Installation installation) =>
        Tell(await new JournalFile(installation.Store, new()).Export(installation.Settings.File!, installation.Clock.GetUtcNow(), default));

    public static async Task<int> Import(Installation installation) =>
        Tell(await new JournalFile(installation.Store, new()).Import(installation.Settings.File!, default));

    /// <summary>One line, the same at both ends.</summary>
    static int Tell(JournalLine.Total total)
    {
        Console.WriteLine(total);
        return 0;
    }
}

/// <summary>What the program says when it is ready: where it is, and how to sign in.</summary>
static class Greeting
{
    const int TokenHours = 12;

    public static void Print(Installation installation, Pages.SignInLinks links, string address)
    {
        Console.WriteLine($"Store: {installation.Store.Describe}");
        if (installation.Settings.Authority is { } authority) Console.WriteLine($"Sign in: with a token of {authority}{(installation.Settings.SignInClient is null ? "" : ", and in a browser by its own page")}");
        else
        {
            Console.WriteLine("Sign in: with a link that works once, in a browser");
            foreach (var (role, person) in Faces(installation))
                Console.WriteLine($"  {Workflow.Kebab(role),-12} {person.GivenName} {person.FamilyName}\n    {address}/sign-in/{links.Make(person.Id, role)}");
            Console.WriteLine($"or, to call the API, with a bearer token, good for {TokenHours} hours (`token --person ID --roles ROLE` makes more)");
            foreach (var (role, person) in Faces(installation))
                Console.WriteLine($"  {Workflow.Kebab(role),-12} {person.GivenName} {person.FamilyName} ({person.Id})\n    {installation.SignIn.LocalToken(person.Id, [Workflow.Kebab(role)], TokenHours)}");
        }
        if (installation.Clock is SettableClock clock) Console.WriteLine($"Clock: set by hand (POST /v1/clock); it stands at {clock.GetUtcNow():O}");
        Console.WriteLine($"Description: {address}/openapi/v1.json");
        Console.WriteLine($"Listening on {address}");
    }

    /// <summary>Somebody of each role: the demo's own three, or the first of the network.</summary>
    static IEnumerable<(Roles, Person)> Faces(Installation installation)
    {
        foreach (var (role, demo) in ((Roles, PersonId)[])[(Roles.Coordinator, DemoNetwork.Coordinator), (Roles.Professional, DemoNetwork.Professional), (Roles.Manager, DemoNetwork.Manager)])
            if ((installation.Rules.Network.Find(demo) ?? installation.Rules.Network.People.FirstOrDefault(p => p.Active && p.Roles.Contains(role))) is { } person)
                yield return (role, person);
    }
}
