import FleetModuleKit

/// The parameters of the modules that write a file's contents.
struct FileWriting: Sendable {
  let backup: Bool
  let validate: String?

  init(_ parameters: inout Parameters) {
    backup = parameters.optional("backup", default: false, "Keep a dated copy of a file that is replaced.")
    validate = parameters.optional(
      "validate", "A command that must accept the new contents, with `%s` in place of their path.")
  }
}
