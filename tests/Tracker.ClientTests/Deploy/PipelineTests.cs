using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tracker.ClientTests.Cli;
using Tracker.Testing;
using YamlDotNet.RepresentationModel;

namespace Tracker.ClientTests.Deploy;

/// <summary>What pipelines include: read as their hosts read it, and its scripts run with the real command against a real server.</summary>
public sealed partial class PipelineTests(CliServer server) : IClassFixture<CliServer>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, InlineData("exit 0", 0, "success", "ok"), InlineData("exit 5", 5, "failure", "failed")]
    public async Task The_github_action_records_a_deployment_and_its_timeline(string command, int code, string status, string outcome)
    {
        var action = Read("deploy/github-action/action.yml");
        var inputs = Map(action, "inputs");
        var step = (YamlMappingNode)((YamlSequenceNode)Map(action, "runs")["steps"]).Single();
        var environment = new Dictionary<string, string?>();
        var (service, context) = (Some.Name("shop"), Some.Name("team/shop"));
        var given = new Dictionary<string, string>
        {
            ["command"] = command,
            ["service"] = service,
            ["environment"] = "production",
            ["version"] = "1.2.3",
            ["context"] = context,
            ["lock-wait"] = "5",
            ["server"] = server.App.HttpAddress.ToString(),
            ["token"] = CliServer.ApiKey,
        };
        Assert.Equal(given.Keys.Order(), inputs.Children.Keys.Select(k => k.ToString()).Order());
        foreach (var (name, value) in Map(step, "env").Children)
        {
            var input = Input().Match(value.ToString());
            Assert.True(input.Success, $"{name} is no input: {value}");
            environment[name.ToString()] = given[input.Groups[1].Value];
        }

        Assert.DoesNotContain("${{", step["run"].ToString());
        await CheckAsync(step["run"].ToString(), environment, service, context, code, status, outcome);
    }

    [Theory, InlineData("true", 0, "success", "ok"), InlineData("false", 1, "failure", "failed")]
    public async Task The_gitlab_template_records_a_deployment_and_its_timeline(string command, int code, string status, string outcome)
    {
        var job = Map(Read("deploy/gitlab/tracker.gitlab-ci.yml"), ".tracker-deploy");
        var (service, context) = (Some.Name("shop"), Some.Name("team/shop"));
        var environment = new Dictionary<string, string?>
        {
            ["CI_PROJECT_NAME"] = service,
            ["CI_PROJECT_PATH"] = context,
            ["CI_COMMIT_SHA"] = "1.2.3",
            ["CI_ENVIRONMENT_NAME"] = "production",
            ["TRACKER_COMMAND"] = command,
            ["TRACKER_SERVER"] = server.App.HttpAddress.ToString(),
            ["API_KEY"] = CliServer.ApiKey,
        };
        foreach (var (name, value) in Map(job, "variables").Children)
            environment[name.ToString()] = value.ToString().StartsWith('$') ? environment[value.ToString()[1..]] : value.ToString();
        var script = string.Join('\n', ((YamlSequenceNode)job["script"]).Select(line => line.ToString()));
        await CheckAsync(script, environment, service, context, code, status, outcome);
    }

    private async Task CheckAsync(string script, Dictionary<string, string?> environment, string service, string context, int code, string status, string outcome)
    {
        foreach (var (name, value) in server.Environment()) environment.TryAdd(name, value);
        environment["PATH"] = $"{Path.GetDirectoryName(Repository.Cli)}:{System.Environment.GetEnvironmentVariable("PATH")}";
        await using var run = await ChildProcess.RunAsync("bash", ["-e", "-c", script], environment, ct: Ct);
        Assert.True(run.ExitCode == code, run.Said);

        var found = await server.App.Http.GetFromJsonAsync<JsonElement>($"/api/v1alpha1/events/search?service={service}", Ct);
        var deployment = Assert.Single(found.GetProperty("events").EnumerateArray()).GetProperty("attributes");
        Assert.Equal(("deployment", status, "1.2.3"), (deployment.GetProperty("type").GetString(), deployment.GetProperty("status").GetString(), deployment.GetProperty("version").GetString()));
        var timeline = await server.App.Http.GetFromJsonAsync<JsonElement>($"/api/contexts/{Uri.EscapeDataString(context)}/latest", Ct);
        Assert.Contains("1.2.3", timeline.GetProperty("Label").GetString());
        var step = Assert.Single(timeline.GetProperty("Events").EnumerateArray());
        Assert.Equal(("deploy.production", outcome), (step.GetProperty("Name").GetString(), step.GetProperty("Status").GetString()));
        var held = await server.App.Http.GetFromJsonAsync<JsonElement>($"/api/v1alpha1/locks/list?service={service}", Ct);
        Assert.Empty(held.GetProperty("locks").EnumerateArray());
    }

    private static YamlMappingNode Read(string path)
    {
        var yaml = new YamlStream();
        using var text = new StreamReader(Repository.PathOf(path.Split('/')));
        yaml.Load(text);
        return (YamlMappingNode)yaml.Documents.Single().RootNode;
    }

    private static YamlMappingNode Map(YamlMappingNode node, string key) => (YamlMappingNode)node[key];

    [GeneratedRegex(@"^\$\{\{ inputs\.([a-z-]+) \}\}$")]
    private static partial Regex Input();
}
