# shellcheck shell=bash
# Sourced by run, test and the Makefile: stops with a clear message unless the .NET 10 SDK is here.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

if ! command -v dotnet >/dev/null; then
    echo "Tracker is built with the .NET 10 SDK, and there is no 'dotnet' on the PATH." >&2
    echo "Install it as https://learn.microsoft.com/dotnet/core/install/linux says, then try again." >&2
    exit 1
fi
# Listed, not asked by --version: global.json makes that one fail with a longer story.
if ! dotnet --list-sdks | grep -q '^10\.'; then
    echo "Tracker is built with the .NET 10 SDK; 'dotnet --list-sdks' shows only:" >&2
    dotnet --list-sdks | sed 's/ .*//; s/^/  /' >&2
    exit 1
fi
