import Foundation
import PackagePlugin

/// Embeds the compressed agent into `FleetTransport`, so that one binary carries both ends.
@main struct EmbedAgent: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
    let agent = try context.tool(named: "fleet-agent").url
    let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedAgent.swift")
    let script = """
      set -e
      { printf '/// The agent, gzip and base64.\\nlet embeddedAgentBase64: StaticString = "'
        gzip -6nc "$0" | base64 -w0
        printf '"\\n/// SHA-256 of the agent.\\nlet embeddedAgentDigest: StaticString = "'
        sha256sum < "$0" | cut -c1-64 | tr -d '\\n'
        printf '"\\n'; } > "$1"
      """
    return [
      .buildCommand(
        displayName: "Embedding the agent", executable: URL(filePath: "/bin/sh"),
        arguments: ["-c", script, agent.path, output.path], inputFiles: [agent], outputFiles: [output])
    ]
  }
}
