import FleetCore
import FleetJinja
import FleetModuleKit
import FleetProtocol
import FleetSystem
import FleetVariables
import FleetVault

/// `assemble` with `remote_src: false`: joins fragments of the control side and sends `copy` the result.
struct AssembleAction: Action {
  static let names = ["assemble"]

  /// Arguments that concern the fragments and mean nothing to `copy`.
  private static let own = ["src", "remote_src", "regexp", "delimiter", "ignore_hidden", "decrypt"]

  func plan(_ task: ResolvedTask, _ context: ActionContext) throws -> ActionPlan {
    let arguments = ActionArguments(task)
    guard try !arguments.bool("remote_src", default: true) else { return .request(task.request()) }
    let source = try arguments.sourceAndDestination().source
    let folder = try context.find(source, in: "files")
    guard FileSystem.isDirectory(folder) else { throw ActionFault("Source (\(folder)) is not a directory") }
    let bytes = try joined(folder, arguments, context)
    var request = task.request(module: "copy", arguments: task.arguments)
    for name in Self.own { request.arguments.removeValue(forKey: name) }
    request = context.withContent(bytes, named: "", request)
    request.arguments.removeValue(forKey: "_original_basename")
    return .request(request)
  }

  @EngineActor private func joined(
    _ folder: String, _ arguments: ActionArguments, _ context: ActionContext
  ) throws -> [UInt8] {
    let pattern = try arguments.text("regexp").map { text in
      do { return try Regex.compile(text) } catch { throw ActionFault("Invalid Regexp (\(text)): \(error)") }
    }
    let ignoresHidden = try arguments.bool("ignore_hidden")
    let decrypts = try arguments.bool("decrypt", default: true)
    var assembly = FragmentAssembly(delimiter: arguments.text("delimiter"))
    for name in try FileSystem.list(folder).sorted(by: JSONWriter.codePointOrder) {
      if let pattern, try pattern.match(in: name) == nil { continue }
      let path = FilePath.join(folder, name)
      guard let status = try? FileSystem.status(path), status.isRegular, !(ignoresHidden && name.hasPrefix(".")) else {
        continue
      }
      assembly.append(
        decrypts ? try context.run.variables.vault.read(path).text : try FileSystem.read(path))
    }
    return assembly.bytes
  }
}
