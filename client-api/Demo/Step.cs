using Coordination.Core;

namespace Coordination.ClientApi.Demo;

/// <summary>What a step of a story finds: its case as it stands, and the other case where the story is of two.</summary>
/// <param name="Id">Of the case, once it is there.</param>
/// <param name="At">When it happens.</param>
/// <param name="Next">When the step after it is planned.</param>
/// <param name="Planned">When it was planned; later than it happens where the demo runs ahead of the calendar.</param>
/// <param name="Living">Whether it comes after the demo was begun.</param>
/// <param name="Dice">Its own.</param>
sealed record Scene(CaseState State, CaseId? Id, DateTimeOffset At, DateTimeOffset Next, DateTimeOffset Planned, bool Living, Dice Dice, Scene? Mate = null)
{
    public OpenCase Open => (OpenCase)State;
    public OpenCase Last => State is ClosedCase closed ? closed.Last : Open;
    public bool Ahead => Planned > At;
}

/// <summary>What somebody does.</summary>
sealed record Deed(Actor By, CaseCommand Command);

/// <param name="WaitDays">How many working days after the step before it.</param>
/// <param name="Give">Nothing where it does not happen, as the case stands.</param>
sealed record Step(double WaitDays, Func<Scene, Deed?> Give)
{
    /// <summary>Waits for this time of the calendar, even where the demo runs ahead of it.</summary>
    public Func<Scene, DateTimeOffset?> NotBefore { get; init; } = _ => null;

    /// <summary>Whether it is of the story's second case.</summary>
    public bool OfSecond { get; init; }
}
