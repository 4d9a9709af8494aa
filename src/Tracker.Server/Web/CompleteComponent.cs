using Microsoft.AspNetCore.Components;

namespace Tracker.Server.Web;

/// <summary>
/// What every component here is: rendered once, when all that it shows has been read. The framework's own rule renders it
/// before as well, with nothing in its fields; the embedded store hides that, since it reads at once, and PostgreSQL does not.
/// </summary>
public abstract class CompleteComponent : ComponentBase
{
    private bool _isInitialized;

    public override async Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this);
        if (!_isInitialized)
        {
            _isInitialized = true;
            OnInitialized();
            await OnInitializedAsync();
        }

        OnParametersSet();
        await OnParametersSetAsync();
        StateHasChanged();
    }
}
