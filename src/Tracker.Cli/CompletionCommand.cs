using System.CommandLine;

namespace Tracker.Cli;

/// <summary><c>tracker completion</c>: what a shell reads so that the tab key completes commands and options.</summary>
internal sealed class CompletionCommand : Command, IExamples
{
    private const string Bash = """
        _tracker() {
            local line
            COMPREPLY=()
            while IFS= read -r line; do
                [[ "$line" == "${COMP_WORDS[COMP_CWORD]}"* ]] && COMPREPLY+=("$line")
            done < <(tracker "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)
        }
        complete -o bashdefault -o default -F _tracker tracker
        """;

    private const string Zsh = """
        #compdef tracker
        _tracker() {
            local -a found
            found=("${(@f)$(tracker "[suggest:${#BUFFER[1,CURSOR]}]" "$BUFFER" 2>/dev/null)}")
            compadd -a found
        }
        compdef _tracker tracker
        """;

    private const string Fish = """
        complete --no-files --command tracker --arguments '(tracker "[suggest:"(string length -- (commandline -cp))"]" (commandline -cp) 2>/dev/null)'
        """;

    private readonly Argument<string> _shell = new Argument<string>("shell") { HelpName = "bash|zsh|fish" }.AcceptOnlyFromAmong("bash", "zsh", "fish");

    public CompletionCommand()
        : base("completion", "Prints what a shell reads so that the tab key completes commands and options.")
    {
        Arguments.Add(_shell);
        SetAction(parsed => parsed.InvocationConfiguration.Output.WriteLine(parsed.GetRequiredValue(_shell) switch { "bash" => Bash, "zsh" => Zsh, _ => Fish }));
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "source <(tracker completion bash)",
        "tracker completion zsh > \"${fpath[1]}/_tracker\"",
        "tracker completion fish > ~/.config/fish/completions/tracker.fish",
    ];
}
