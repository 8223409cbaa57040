using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Coordination.Core;

namespace Coordination.ClientApi.Pages;

/// <summary>Gives a command as the API would be given it: the same body, the same checks, the same desk.</summary>
public abstract class CommandForm
{
    static readonly FrozenDictionary<CommandName, CommandForm> All = Enum.GetValues<CommandName>().ToFrozenDictionary(name => name, name =>
        name == CommandName.ChangeMember ? new MemberForm() : (CommandForm)Activator.CreateInstance(typeof(Of<>).MakeGenericType(Fields.TypeOf(name)))!);

    public static CommandForm For(CommandName command) => All[command];

    public abstract Task<IResult> Send(HttpContext http, string id, JsonObject said, CommandDesk desk);

    sealed class Of<T> : CommandForm where T : CaseCommand
    {
        public override Task<IResult> Send(HttpContext http, string id, JsonObject said, CommandDesk desk) => desk.Send(http, id, Body<T>.Of(said, http));
    }

    sealed class MemberForm : CommandForm
    {
        public override Task<IResult> Send(HttpContext http, string id, JsonObject said, CommandDesk desk) => desk.Change(http, id, Body<ChangeMemberBody>.Of(said, http));
    }
}
