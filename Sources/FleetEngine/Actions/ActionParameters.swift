import FleetCore
package import FleetModuleKit

/// The parameters of actions that have no module behind them, for the static checks and for documents; their names and
/// defaults are ansible-core's.
package enum ActionParameters {
  /// By short name.
  package static let specs: [String: ModuleSpec] = [
    "assert": ModuleSpec(Assert.self), "debug": ModuleSpec(Debug.self), "fail": ModuleSpec(Fail.self),
    "fetch": ModuleSpec(Fetch.self), "group_by": ModuleSpec(GroupBy.self),
    "include_vars": ModuleSpec(IncludeVars.self), "pause": ModuleSpec(Pause.self),
    "reboot": ModuleSpec(Reboot.self), "set_stats": ModuleSpec(SetStats.self),
    "validate_argument_spec": ModuleSpec(ValidateArgumentSpec.self),
    "wait_for_connection": ModuleSpec(WaitForConnection.self),
  ]

  /// Actions whose parameters are names of the user's own choice.
  package static let freeNames: Set<String> = ["add_host", "gather_facts", "meta", "set_fact"]

  struct Assert: ParameterReading {
    static let name = "assert"
    static let summary = "Stop with a message unless conditions hold."
    init(_ parameters: inout Parameters) {
      let _: Value = parameters.required("that", "A condition, or a list of them.")
      let _: Value? = parameters.optional("fail_msg", aliases: ["msg"], "What is said when one does not hold.")
      let _: Value? = parameters.optional("success_msg", "What is said when all hold.")
      let _: Bool = parameters.optional("quiet", default: false, "Say less.")
    }
  }

  struct Debug: ParameterReading {
    static let name = "debug"
    static let summary = "Show a text or a variable."
    init(_ parameters: inout Parameters) {
      let _: Value? = parameters.optional("msg", "What is shown.")
      let _: Value? = parameters.optional("var", "The name of a variable, or an expression.")
      let _: Int = parameters.optional("verbosity", default: 0, "Shown from so many `-v` on.")
      parameters.mutuallyExclusive("msg", "var")
    }
  }

  struct Fail: ParameterReading {
    static let name = "fail"
    static let summary = "Stop with a message."
    init(_ parameters: inout Parameters) {
      let _: Value? = parameters.optional("msg", "What is said.")
    }
  }

  struct Fetch: ParameterReading {
    static let name = "fetch"
    static let summary = "Get a file from the machine."
    init(_ parameters: inout Parameters) {
      let _: String = parameters.required("src", "The file on the machine.")
      let _: String = parameters.required("dest", "The folder or file here.")
      let _: Bool = parameters.optional("flat", default: false, "Without the host's name and the path.")
      let _: Bool = parameters.optional("fail_on_missing", default: true, "Whether a missing file is a failure.")
      let _: Bool = parameters.optional("validate_checksum", default: true, "Whether the copy is compared.")
    }
  }

  struct GroupBy: ParameterReading {
    static let name = "group_by"
    static let summary = "Put hosts into groups by their facts."
    init(_ parameters: inout Parameters) {
      let _: String = parameters.required("key", "The name of the group.")
      let _: [String]? = parameters.optional("parents", "Groups above it.")
    }
  }

  struct IncludeVars: ParameterReading {
    static let name = "include_vars"
    static let summary = "Read variables from files during the run."
    init(_ parameters: inout Parameters) {
      _ = parameters.freeForm("The file.")
      let _: String? = parameters.optional("file", "The file.")
      let _: String? = parameters.optional("dir", "A folder of files.")
      let _: String? = parameters.optional("name", "The variable that gets them, instead of many variables.")
      let _: Int = parameters.optional("depth", default: 0, "How deep folders are searched; 0 for all.")
      let _: String? = parameters.optional("files_matching", "A regular expression that file names match.")
      let _: [String]? = parameters.optional("ignore_files", "File names that are left out.")
      let _: [String]? = parameters.optional("extensions", "Endings of files that are read.")
      let _: Bool = parameters.optional("ignore_unknown_extensions", default: false, "Leave other files out.")
      let _: String? = parameters.optional("hash_behaviour", "`replace` or `merge`.")
    }
  }

  struct Pause: ParameterReading {
    static let name = "pause"
    static let summary = "Wait, or ask for something."
    init(_ parameters: inout Parameters) {
      let _: Value? = parameters.optional("minutes", "How long.")
      let _: Value? = parameters.optional("seconds", "How long.")
      let _: String? = parameters.optional("prompt", "The question.")
      let _: Bool = parameters.optional("echo", default: true, "Whether the answer is shown while it is typed.")
      parameters.mutuallyExclusive("minutes", "seconds")
    }
  }

  struct Reboot: ParameterReading {
    static let name = "reboot"
    static let summary = "Reboot the machine and wait until it is back."
    init(_ parameters: inout Parameters) {
      for (name, old) in [
        ("pre_reboot_delay", "pre_reboot_delay_sec"), ("post_reboot_delay", "post_reboot_delay_sec"),
        ("reboot_timeout", "reboot_timeout_sec"), ("connect_timeout", "connect_timeout_sec"),
      ] {
        let _: Double? = parameters.optional(name, aliases: [old], "Seconds.")
      }
      let _: String? = parameters.optional("test_command", "The command that shows that the machine is back.")
      let _: String? = parameters.optional("msg", "What users of the machine are told.")
      let _: [String]? = parameters.optional("search_paths", "Where the shutdown command is looked for.")
      let _: String? = parameters.optional("boot_time_command", "The command that tells the time of the boot.")
      let _: String? = parameters.optional("reboot_command", "The command that reboots.")
    }
  }

  struct SetStats: ParameterReading {
    static let name = "set_stats"
    static let summary = "Keep values for the end of the run."
    init(_ parameters: inout Parameters) {
      let _: Value = parameters.required("data", "The values by name.")
      let _: Value? = parameters.optional("per_host", "Whether each host has its own.")
      let _: Value? = parameters.optional("aggregate", "Whether they are added to those before.")
    }
  }

  struct ValidateArgumentSpec: ParameterReading {
    static let name = "validate_argument_spec"
    static let summary = "Compare variables with an argument spec."
    init(_ parameters: inout Parameters) {
      let _: Value = parameters.required("argument_spec", "The options by name.")
      let _: Value? = parameters.optional("provided_arguments", "Values that win over variables.")
      let _: Value? = parameters.optional("validate_args_context", "What the result says of the place.")
    }
  }

  struct WaitForConnection: ParameterReading {
    static let name = "wait_for_connection"
    static let summary = "Wait until the machine can be reached."
    init(_ parameters: inout Parameters) {
      let _: Int = parameters.optional("connect_timeout", default: 5, "Seconds for one attempt.")
      let _: Int = parameters.optional("delay", default: 0, "Seconds before the first attempt.")
      let _: Int = parameters.optional("sleep", default: 1, "Seconds between two attempts.")
      let _: Int = parameters.optional("timeout", default: 600, "Seconds in all.")
    }
  }
}
