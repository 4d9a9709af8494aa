using Microsoft.AspNetCore.Components;

namespace Tracker.Server.Web.Forms;

/// <summary>What every form control has: a name, a label, perhaps a hint and an error, which its aria-describedby names.</summary>
public abstract class FormField : ComponentBase
{
    [Parameter, EditorRequired] public string Name { get; set; } = "";
    [Parameter, EditorRequired] public string Label { get; set; } = "";
    [Parameter] public string? Hint { get; set; }
    [Parameter] public bool Required { get; set; }
    [Parameter] public bool Wide { get; set; }
    [CascadingParameter] private FieldErrors? Errors { get; set; }

    protected string Id => FieldErrors.IdOf(Name);

    protected string? Error => Errors?[Name];

    protected string? Invalid => Error is null ? null : "true";

    protected string? DescribedBy => (Hint, Error) switch
    {
        (null, null) => null,
        (not null, null) => Id + "-hint",
        (null, not null) => Id + "-error",
        _ => $"{Id}-hint {Id}-error",
    };
}
