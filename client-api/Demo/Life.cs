using System.Globalization;
using Coordination.Core;
using Coordination.Engine;

namespace Coordination.ClientApi.Demo;

/// <summary>A planned story while it is played: how far it has come, in which cases, and whether somebody else took them up.</summary>
sealed class Life(Planned plan)
{
    public const string KeyPrefix = "demo-";

    readonly CaseId?[] cases = new CaseId?[2];
    readonly int[] seen = new int[2];

    public Planned Plan => plan;
    public int Next { get; set; }

    /// <summary>Somebody acts in it who is not the demo: it is theirs from now on.</summary>
    public bool Left { get; set; }

    /// <summary>When something last happened in it.</summary>
    public DateTimeOffset Last { get; set; } = DateTimeOffset.MinValue;
    public bool Over => Left || Next >= plan.Steps.Length;
    public double Time => plan.Times[Next];
    public string Key => KeyOf(plan.Number, Next);
    public Step Step => plan.Steps[Next];

    public static string KeyOf(int number, int step) => $"{KeyPrefix}{number}-{step}";

    public CaseId? Case(bool second) => cases[second ? 1 : 0];

    public IEnumerable<CaseId> Cases => cases.OfType<CaseId>();

    public void Is(CaseId id, bool second) => cases[second ? 1 : 0] = id;

    /// <summary>Takes up where the journal shows that it was left off; what was passed over before is passed over again.</summary>
    public double? Resume(IReadOnlyDictionary<string, List<Recorded>> played)
    {
        double? furthest = null;
        for (var i = 0; i < plan.Steps.Length; i++)
        {
            if (!played.TryGetValue(KeyOf(plan.Number, i), out var events)) continue;
            var second = plan.Steps[i].OfSecond;
            foreach (var id in events.Where(e => e.Type != ConsultationHeld.Type).Select(e => CaseId.OfStream(e.Stream)).Distinct().Where(id => !cases.Contains(id)))
                if (Case(second) is null) Is(id, second);
                else if (Case(!second) is null) Is(id, !second);
            foreach (var one in events) Saw(one);
            furthest = plan.Times[i];
        }
        return furthest;
    }

    /// <summary>What was read of a case: an act of somebody else ends the story, and what another node has played meanwhile is played.</summary>
    public void Saw(IReadOnlyList<Recorded> events)
    {
        foreach (var one in events) Saw(one);
        if (events.Any(IsOfSomebodyElse)) Left = true;
    }

    /// <summary>The case stands at this version by what was just played.</summary>
    public void Saw(bool second, int version) => seen[second ? 1 : 0] = version;

    public int Seen(bool second) => seen[second ? 1 : 0];

    public static bool IsOfSomebodyElse(Recorded one) => one.Actor != Actor.Engine.Person.Value && !one.Command.StartsWith(KeyPrefix, StringComparison.Ordinal);

    void Saw(Recorded one)
    {
        if (one.RecordedAt > Last) Last = one.RecordedAt;
        if (one.Command.StartsWith(KeyPrefix, StringComparison.Ordinal) && one.Command.Split('-') is [_, var number, var step]
            && int.Parse(number, CultureInfo.InvariantCulture) == plan.Number) Next = Math.Max(Next, int.Parse(step, CultureInfo.InvariantCulture) + 1);
        for (var i = 0; i < cases.Length; i++)
            if (cases[i] is { } id && id.Stream == one.Stream && one.Version > seen[i])
                seen[i] = one.Version;
    }
}
