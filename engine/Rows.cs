using Coordination.Core;

namespace Coordination.Engine;

/// <summary>How a picture is written in the register: the columns, in one order, for every store.</summary>
static class Rows
{
    public static readonly string[] Columns =
    [
        "number", "phase", "coordinator", "organisation", "area", "model", "model_version", "opened_at", "entered_at", "stay",
        "result", "urgency", "overdue_from", "due_on", "due_key", "wake_at", "offer_to", "offer_expires", "contacts", "waiting", "identified",
        "special_support", "suspended_at", "touched_at", "flags", "subject", "parent",
    ];

    public static object?[] Of(Picture p) =>
    [
        p.Number, Workflow.Kebab(p.Phase), p.Coordinator.Value, p.Organisation.Value, p.Area, p.Model, p.ModelVersion, Ms(p.OpenedAt), Ms(p.EnteredAt), p.Stay,
        p.Result, p.Urgency is { } u ? Workflow.Kebab(u) : null, Ms(p.OverdueFrom), p.DueOn?.ToString("O", null), p.DueKey is { } k ? Workflow.Kebab(k) : null,
        Ms(p.WakeAt), p.OfferTo?.Value, Ms(p.OfferExpiresFrom), p.Contacts, p.Waiting, p.Identified ? 1 : 0,
        p.SpecialSupport ? 1 : 0, Ms(p.SuspendedAt), Ms(p.TouchedAt), p.Flags, Workflow.Kebab(p.Subject), p.Parent?.Stream,
    ];

    /// <summary>Whether the row differs in more than its version.</summary>
    public static bool Differ(Picture? before, Picture? after) =>
        after is not null && !ReferenceEquals(before, after) && (before is null || Alone(before) != Alone(after));

    /// <summary>The row, without the rows beside it.</summary>
    static Picture Alone(Picture p) => p with { Keys = [], Likenesses = [], Involved = [], Agenda = [], SuspendedDays = 0 };

    public static long Ms(DateTimeOffset at) => at.ToUnixTimeMilliseconds();
    public static long? Ms(DateTimeOffset? at) => at?.ToUnixTimeMilliseconds();
    public static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);
    public static DateTimeOffset? At(long? ms) => ms is { } known ? At(known) : null;
}

/// <summary>The rows beside the register that an append adds and takes away.</summary>
readonly record struct Beside(
    string[] KeysGone, string[] KeysNew, string[] LikenessesGone, string[] LikenessesNew, string[] InvolvedGone, string[] InvolvedNew,
    AgendaItem[] AgendaGone, AgendaItem[] AgendaNew, bool EntersStay)
{
    public static Beside Of(StreamPart part)
    {
        var (before, after) = (part.Before, part.After);
        if (after is null || ReferenceEquals(before, after) || before is not null && before.Stay == after.Stay && before.Keys.AsSpan().SequenceEqual(after.Keys.AsSpan())
            && before.Likenesses.AsSpan().SequenceEqual(after.Likenesses.AsSpan()) && before.Involved.AsSpan().SequenceEqual(after.Involved.AsSpan())
            && before.Agenda.AsSpan().SequenceEqual(after.Agenda.AsSpan()))
            return new([], [], [], [], [], [], [], [], EntersStay: false);
        return new(
            [.. part.KeysReleased], [.. part.KeysTaken],
            Minus(before?.Likenesses, after.Likenesses), Minus(after.Likenesses, before?.Likenesses),
            Minus(before?.Involved.Select(p => p.Value), after.Involved.Select(p => p.Value)),
            Minus(after.Involved.Select(p => p.Value), before?.Involved.Select(p => p.Value)),
            [.. (before?.Agenda ?? []).Except(after.Agenda)], [.. after.Agenda.Except(before?.Agenda ?? [])],
            before?.Stay != after.Stay);
    }

    static string[] Minus(IEnumerable<string>? some, IEnumerable<string>? others) => [.. (some ?? []).Except(others ?? [], StringComparer.Ordinal)];
}
