namespace Coordination.Bench;

/// <summary>The run cannot start or go on; the message is one line for the person who typed the command.</summary>
internal sealed class CannotRunException(string message) : Exception(message);
