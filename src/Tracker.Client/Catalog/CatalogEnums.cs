using System.Text.Json.Serialization;
using Tracker.Client.Json;

namespace Tracker.Client.Catalog;

/// <summary>What kind of thing an entry is.</summary>
[JsonConverter(typeof(WireEnumConverter<CatalogType>))]
public enum CatalogType
{
    /// <summary>Not said, or a value that this library does not know.</summary>
    [JsonStringEnumMemberName("TYPE_UNSPECIFIED")]
    Unspecified,

    /// <summary><c>module</c></summary>
    [JsonStringEnumMemberName("module")]
    Module,

    /// <summary><c>library</c></summary>
    [JsonStringEnumMemberName("library")]
    Library,

    /// <summary><c>workflow</c></summary>
    [JsonStringEnumMemberName("workflow")]
    Workflow,

    /// <summary><c>project</c></summary>
    [JsonStringEnumMemberName("project")]
    Project,

    /// <summary><c>chart</c></summary>
    [JsonStringEnumMemberName("chart")]
    Chart,

    /// <summary><c>package</c></summary>
    [JsonStringEnumMemberName("package")]
    Package,

    /// <summary><c>container</c></summary>
    [JsonStringEnumMemberName("container")]
    Container,
}

/// <summary>What it is written in.</summary>
[JsonConverter(typeof(WireEnumConverter<CatalogLanguage>))]
public enum CatalogLanguage
{
    /// <summary>Not said, or a value that this library does not know.</summary>
    [JsonStringEnumMemberName("LANGUAGES_UNSPECIFIED")]
    Unspecified,

    /// <summary><c>golang</c></summary>
    [JsonStringEnumMemberName("golang")]
    Golang,

    /// <summary><c>kotlin</c></summary>
    [JsonStringEnumMemberName("kotlin")]
    Kotlin,

    /// <summary><c>java</c></summary>
    [JsonStringEnumMemberName("java")]
    Java,

    /// <summary><c>terraform</c></summary>
    [JsonStringEnumMemberName("terraform")]
    Terraform,

    /// <summary><c>helm</c></summary>
    [JsonStringEnumMemberName("helm")]
    Helm,

    /// <summary><c>javascript</c></summary>
    [JsonStringEnumMemberName("javascript")]
    Javascript,

    /// <summary><c>yaml</c></summary>
    [JsonStringEnumMemberName("yaml")]
    Yaml,

    /// <summary><c>docker</c></summary>
    [JsonStringEnumMemberName("docker")]
    Docker,

    /// <summary><c>python</c></summary>
    [JsonStringEnumMemberName("python")]
    Python,

    /// <summary><c>php</c></summary>
    [JsonStringEnumMemberName("php")]
    Php,

    /// <summary><c>rust</c></summary>
    [JsonStringEnumMemberName("rust")]
    Rust,

    /// <summary><c>typescript</c></summary>
    [JsonStringEnumMemberName("typescript")]
    Typescript,

    /// <summary><c>javascrypt</c>: spelled so in the contract.</summary>
    [JsonStringEnumMemberName("javascrypt")]
    Javascrypt,

    /// <summary><c>groovy</c></summary>
    [JsonStringEnumMemberName("groovy")]
    Groovy,
}

/// <summary>How much depends on it.</summary>
[JsonConverter(typeof(WireEnumConverter<SlaLevel>))]
public enum SlaLevel
{
    /// <summary>Not said, or a value that this library does not know.</summary>
    [JsonStringEnumMemberName("SLA_LEVEL_UNSPECIFIED")]
    Unspecified,

    /// <summary><c>critical</c></summary>
    [JsonStringEnumMemberName("critical")]
    Critical,

    /// <summary><c>high</c></summary>
    [JsonStringEnumMemberName("high")]
    High,

    /// <summary><c>medium</c></summary>
    [JsonStringEnumMemberName("medium")]
    Medium,

    /// <summary><c>low</c></summary>
    [JsonStringEnumMemberName("low")]
    Low,
}

/// <summary>What an entry runs on.</summary>
[JsonConverter(typeof(WireEnumConverter<CatalogPlatform>))]
public enum CatalogPlatform
{
    /// <summary>Not said, or a value that this library does not know.</summary>
    [JsonStringEnumMemberName("PLATFORM_UNSPECIFIED")]
    Unspecified,

    /// <summary><c>ec2</c></summary>
    [JsonStringEnumMemberName("ec2")]
    Ec2,

    /// <summary><c>lambda</c></summary>
    [JsonStringEnumMemberName("lambda")]
    Lambda,

    /// <summary><c>kubernetes</c></summary>
    [JsonStringEnumMemberName("kubernetes")]
    Kubernetes,

    /// <summary><c>ecs</c></summary>
    [JsonStringEnumMemberName("ecs")]
    Ecs,

    /// <summary><c>fargate</c></summary>
    [JsonStringEnumMemberName("fargate")]
    Fargate,

    /// <summary><c>cloud_run</c></summary>
    [JsonStringEnumMemberName("cloud_run")]
    CloudRun,

    /// <summary><c>app_service</c></summary>
    [JsonStringEnumMemberName("app_service")]
    AppService,

    /// <summary><c>step_functions</c></summary>
    [JsonStringEnumMemberName("step_functions")]
    StepFunctions,

    /// <summary><c>event_bridge</c></summary>
    [JsonStringEnumMemberName("event_bridge")]
    EventBridge,

    /// <summary><c>rds</c></summary>
    [JsonStringEnumMemberName("rds")]
    Rds,

    /// <summary><c>dynamodb</c></summary>
    [JsonStringEnumMemberName("dynamodb")]
    Dynamodb,

    /// <summary><c>s3</c></summary>
    [JsonStringEnumMemberName("s3")]
    S3,

    /// <summary><c>cloudfront</c></summary>
    [JsonStringEnumMemberName("cloudfront")]
    Cloudfront,

    /// <summary><c>api_gateway</c></summary>
    [JsonStringEnumMemberName("api_gateway")]
    ApiGateway,

    /// <summary><c>cloudwatch</c></summary>
    [JsonStringEnumMemberName("cloudwatch")]
    Cloudwatch,

    /// <summary><c>on_premise</c></summary>
    [JsonStringEnumMemberName("on_premise")]
    OnPremise,

    /// <summary><c>hybrid</c></summary>
    [JsonStringEnumMemberName("hybrid")]
    Hybrid,

    /// <summary><c>multi_cloud</c></summary>
    [JsonStringEnumMemberName("multi_cloud")]
    MultiCloud,
}

/// <summary>Where people talk.</summary>
[JsonConverter(typeof(WireEnumConverter<CommunicationType>))]
public enum CommunicationType
{
    /// <summary>Not said, or a value that this library does not know.</summary>
    [JsonStringEnumMemberName("COMMUNICATION_TYPE_UNSPECIFIED")]
    Unspecified,

    /// <summary><c>slack</c></summary>
    [JsonStringEnumMemberName("slack")]
    Slack,

    /// <summary><c>teams</c></summary>
    [JsonStringEnumMemberName("teams")]
    Teams,

    /// <summary><c>email</c></summary>
    [JsonStringEnumMemberName("email")]
    Email,

    /// <summary><c>discord</c></summary>
    [JsonStringEnumMemberName("discord")]
    Discord,

    /// <summary><c>mattermost</c></summary>
    [JsonStringEnumMemberName("mattermost")]
    Mattermost,

    /// <summary><c>telegram</c></summary>
    [JsonStringEnumMemberName("telegram")]
    Telegram,
}

/// <summary>What draws a dashboard.</summary>
[JsonConverter(typeof(WireEnumConverter<DashboardType>))]
public enum DashboardType
{
    /// <summary>Not said, or a value that this library does not know.</summary>
    [JsonStringEnumMemberName("DASHBOARD_TYPE_UNSPECIFIED")]
    Unspecified,

    /// <summary><c>grafana</c></summary>
    [JsonStringEnumMemberName("grafana")]
    Grafana,

    /// <summary><c>datadog</c></summary>
    [JsonStringEnumMemberName("datadog")]
    Datadog,

    /// <summary><c>newrelic</c></summary>
    [JsonStringEnumMemberName("newrelic")]
    Newrelic,

    /// <summary><c>prometheus</c></summary>
    [JsonStringEnumMemberName("prometheus")]
    Prometheus,

    /// <summary><c>kibana</c></summary>
    [JsonStringEnumMemberName("kibana")]
    Kibana,

    /// <summary><c>splunk</c></summary>
    [JsonStringEnumMemberName("splunk")]
    Splunk,

    /// <summary><c>dynatrace</c></summary>
    [JsonStringEnumMemberName("dynatrace")]
    Dynatrace,

    /// <summary><c>appdynamics</c></summary>
    [JsonStringEnumMemberName("appdynamics")]
    Appdynamics,

    /// <summary><c>custom</c></summary>
    [JsonStringEnumMemberName("custom")]
    Custom,
}

/// <summary>What became of a document that was applied.</summary>
[JsonConverter(typeof(WireEnumConverter<ApplyResult>))]
public enum ApplyResult
{
    /// <summary>Not said, or a value that this library does not know.</summary>
    [JsonStringEnumMemberName("APPLY_RESULT_UNSPECIFIED")]
    Unspecified,

    /// <summary><c>created</c></summary>
    [JsonStringEnumMemberName("created")]
    Created,

    /// <summary><c>updated</c></summary>
    [JsonStringEnumMemberName("updated")]
    Updated,

    /// <summary><c>unchanged</c></summary>
    [JsonStringEnumMemberName("unchanged")]
    Unchanged,

    /// <summary><c>skipped</c></summary>
    [JsonStringEnumMemberName("skipped")]
    Skipped,
}
