import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem

/// Tells how an asynchronous job of this machine stands, or removes what it left.
struct AsyncStatusModule: Module {
  static let name = "async_status"
  static let summary = "Tell how an asynchronous job stands."

  enum Mode: String, ParameterChoice {
    case status, cleanup
  }

  let jid: String
  let mode: Mode

  init(_ parameters: inout Parameters) {
    jid = parameters.required("jid", "The job's id.")
    mode = parameters.optional("mode", default: .status, "Tell, or remove what the job left.")
  }

  func run(on machine: Machine) throws -> ModuleResult {
    let folder = FilePath.join(machine.context.jobFolder, jid)
    let isPlain = jid.utf8.allSatisfy { $0 != UInt8(ascii: "/") } && !jid.hasPrefix(".") && !jid.isEmpty
    guard isPlain, machine.files.isDirectory(folder) else {
      throw ModuleFailure(
        "could not find job", ["ansible_job_id": .string(jid), "started": true, "finished": true])
    }
    let path = FilePath.join(folder, JobFiles.result)
    if mode == .cleanup {
      var result = ModuleResult()
      result.values = ["ansible_job_id": .string(jid), "erased": .string(path)]
      if !machine.context.isCheck { try machine.files.removeTree(folder) }
      return result
    }
    guard let bytes = try? machine.files.read(path) else { return try unfinished(folder, path, on: machine) }
    var reader = FrameReader(awaitsPreamble: false)
    reader.append(bytes)
    guard case .result(_, var result)? = try? reader.next() else {
      throw ModuleFailure("Could not parse job output", ["ansible_job_id": .string(jid), "finished": true])
    }
    result.values["started"] = true
    result.values["finished"] = true
    result.values["ansible_job_id"] = .string(jid)
    result.values["results_file"] = .string(path)
    return result
  }

  private func unfinished(_ folder: String, _ path: String, on machine: Machine) throws -> ModuleResult {
    var result = ModuleResult()
    result.values = [
      "started": true, "finished": false, "ansible_job_id": .string(jid), "results_file": .string(path),
      "stdout": "", "stderr": "",
    ]
    // A job whose process is gone without an answer was killed, by a reboot for instance.
    let words = (try? machine.files.readText(FilePath.join(folder, JobFiles.process)))?.trimmingSpace()
    if let words, let process = Int(words), !machine.files.exists("/proc/\(process)") {
      result.failed = true
      result.message = "the job ended without an answer: its process was killed"
      result.values["finished"] = true
    }
    return result
  }
}
