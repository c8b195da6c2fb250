import FleetCore
import FleetModuleKit
import FleetProtocol
import FleetSystem
import Glibc

/// A step with `async`: another process of this agent runs it and outlives the connection. Its folder holds the request
/// (until it is read) and the answer, which the module `async_status` reads.
enum AsyncJob {
  private static let option = "--job"
  private static let sessionOption = "--blobs"

  /// The job's folder and the contents' folder, when the words start a job.
  static func folder(in words: [String]) -> (job: String, blobs: String)? {
    guard words.count == 4, words[0] == option, words[2] == sessionOption else { return nil }
    return (words[1], words[3])
  }

  /// Starts the job and answers at once with its id, as Ansible's `async_wrapper` does.
  static func start(_ request: TaskRequest, session: SessionFolder) -> ModuleResult {
    do {
      let id = "j\(UInt32.random(in: 100_000_000...999_999_999)).\(getpid())"
      let folder = FilePath.join(session.jobs, id)
      try FileSystem.makeDirectories(session.jobs, mode: 0o700)
      try FileSystem.makeDirectory(folder, mode: 0o700)
      var own = request
      own.timeoutSeconds = request.asyncSeconds
      own.asyncSeconds = 0
      own.condition = .always
      let frame = try FrameWriter.frame(.run([own]))
      try FileSystem.create(FilePath.join(folder, JobFiles.request), with: frame, mode: 0o600)
      try keepBlobs(request.blobs, from: session.blobs, to: folder)
      let started = try Command(
        [
          "/bin/sh", "-c", "\"$0\" \"$@\" </dev/null >/dev/null 2>&1 & echo $!", "/proc/\(getpid())/exe", option,
          folder,
          sessionOption, folder,
        ]
      ).run()
      guard started.isSuccess else { return .failure("the job could not be started: \(started.complaint)") }
      var result = ModuleResult()
      result.changed = true
      result.values = [
        "started": true, "finished": false, "ansible_job_id": .string(id),
        "results_file": .string(FilePath.join(folder, JobFiles.result)),
      ]
      return result
    } catch {
      return .failure("the job could not be started: \(error)")
    }
  }

  /// The session may end before the job does: its contents go with it.
  private static func keepBlobs(_ digests: [String], from: String, to: String) throws {
    for digest in digests {
      let target = FilePath.join(to, digest)
      if link(FilePath.join(from, digest), target) != 0 {
        try FileSystem.copy(FilePath.join(from, digest), to: target)
      }
    }
  }

  /// What the job's own process does.
  static func work(in place: (job: String, blobs: String)) -> Int32 {
    let path = FilePath.join(place.job, JobFiles.request)
    var reader = FrameReader(awaitsPreamble: false)
    guard let bytes = try? FileSystem.read(path) else { return 1 }
    reader.append(bytes)
    guard case .run(let requests)? = try? reader.next(), let request = requests.first else { return 1 }
    try? FileSystem.create(FilePath.join(place.job, JobFiles.process), with: Array("\(getpid())\n".utf8), mode: 0o600)
    try? FileSystem.remove(path)
    let runner = StepRunner(blobs: place.blobs, temporary: place.job, jobs: FilePath.parent(of: place.job))
    var result = runner.run(request)
    if request.isSecret { result.values["_secret"] = true }
    guard let frame = try? FrameWriter.frame(.result(step: request.step, result)) else { return 1 }
    let target = FilePath.join(place.job, JobFiles.result)
    do throws(SystemError) {
      try FileSystem.replace(target, with: frame, mode: 0o600)
      return 0
    } catch {
      return 1
    }
  }
}
