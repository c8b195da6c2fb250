import FleetModuleKit
import FleetModules
import FleetProtocol
import FleetSystem
import Glibc

/// Carries out one step: finds the module, reads its arguments, runs it, and makes a result of whatever happens.
struct StepRunner {
  /// Where contents, temporary files and asynchronous jobs lie.
  private let blobs: String
  private let temporary: String
  private let jobs: String
  private let isCancelled: @Sendable () -> Bool

  init(session: SessionFolder, isCancelled: @escaping @Sendable () -> Bool) {
    blobs = session.blobs
    temporary = session.temporary
    jobs = session.jobs
    self.isCancelled = isCancelled
  }

  init(blobs: String, temporary: String, jobs: String) {
    self.blobs = blobs
    self.temporary = temporary
    self.jobs = jobs
    isCancelled = { false }
  }

  func run(_ request: TaskRequest) -> ModuleResult {
    guard let module = ModuleCatalog.module(named: request.module) else {
      return .failure("the agent has no module `\(request.module)`")
    }
    if let missing = request.blobs.first(where: { !FileSystem.exists(FilePath.join(blobs, $0)) }) {
      return .failure("the content \(missing) of this step did not arrive on the machine: is its disk full?")
    }
    let saved = enter(request.environment)
    defer { leave(saved) }
    let machine = Machine(context: context(of: request))
    var result = perform(module, request, on: machine)
    result.warnings += machine.warnings
    if !request.wantsDiff { result.diffs = [] }
    return result
  }

  private func perform<M: Module>(_ module: M.Type, _ request: TaskRequest, on machine: Machine) -> ModuleResult {
    let paths = PathExpansion { FilePath.expandingHome(FilePath.expandingVariables($0)) }
    do {
      let decoded = try M.decode(request.arguments, paths: paths)
      if request.isCheck, M.checkMode == .none {
        var result = ModuleResult()
        result.skipped = true
        result.message = "remote module (\(M.name)) does not support check mode"
        return result
      }
      return try decoded.run(on: machine)
    } catch let error as ArgumentFaults {
      return error.faults.failure
    } catch let error as ModuleFailure {
      return error.result
    } catch let error as SystemError {
      return .failure(error.description)
    } catch {
      return .failure("\(error)")
    }
  }

  private func context(of request: TaskRequest) -> ModuleContext {
    let clock = SystemClock.system
    return ModuleContext(
      isCheck: request.isCheck, wantsDiff: request.wantsDiff, environment: request.environment,
      temporaryFolder: temporary, blobFolder: blobs, jobFolder: jobs,
      deadline: request.timeoutSeconds > 0 ? clock.monotonic() + Double(request.timeoutSeconds) : nil,
      isCancelled: isCancelled)
  }

  /// The task's environment is this process's for the length of the step, as it is a Python module's in Ansible.
  private func enter(_ environment: [String: String]) -> [(String, String?)] {
    environment.map { name, value in
      let old = Environment.variable(name)
      setenv(name, value, 1)
      return (name, old)
    }
  }

  private func leave(_ saved: [(String, String?)]) {
    for (name, value) in saved {
      if let value { setenv(name, value, 1) } else { unsetenv(name) }
    }
  }
}
