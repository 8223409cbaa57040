namespace Coordination.Bench.Commands;

/// <summary>The kinds a mix is made of; each can be asked of a case for ever without a refusal.</summary>
internal enum CommandKind
{
    /// <summary>note, every one with a text of its own.</summary>
    Note,

    /// <summary>judge-urgency, normal and soon by turns, so that none asks for what is already so.</summary>
    Urgency,

    /// <summary>offer-handover and withdraw-handover by turns.</summary>
    Handover,

    /// <summary>start-assessment once, then complete-assessment and reassess by turns: the case changes phase each time.</summary>
    Assessment,
}
