import FleetProtocol
import FleetSystem
import Glibc

/// Takes messages in order and answers them: one thread reads, this one works.
final class AgentLoop {
  private let invocation: AgentInvocation
  private let session: SessionFolder
  private let answers: AnswerStream
  private let inbox = Inbox()
  private var journal: StepJournal

  init(_ invocation: AgentInvocation, session: SessionFolder, answers: AnswerStream) throws(SystemError) {
    self.invocation = invocation
    self.session = session
    self.answers = answers
    journal = try StepJournal(path: session.journal)
  }

  /// Serves until goodbye or the end of input; the result is the exit status.
  func serve(_ input: Int32) -> Int32 {
    answers.send(.hello(hello()))
    let reader = RequestReader(input, blobs: BlobReceiver(folder: session.blobs), inbox: inbox, answers: answers)
    guard reader.start() else {
      answers.send(.fatal("the agent cannot start a thread"))
      return 1
    }
    while let message = inbox.take() {
      do throws(SystemError) {
        switch message {
        case .run(let requests):
          try journal.acquire()
          run(requests)
        case .fates(let steps):
          try journal.acquire()
          for (step, fate) in journal.fates(of: steps) { answers.send(.fate(step: step, fate)) }
        case .goodbye:
          session.remove()
          return 0
        default: break
        }
      } catch {
        answers.send(.fatal(error.description))
        return 1
      }
    }
    session.keepJournalOnly()
    return 0
  }

  private func hello() -> Message.Hello {
    let user = geteuid()
    return Message.Hello(
      version: ProtocolVersion.current, digest: invocation.digest, userID: user,
      userName: Accounts().user(id: user)?.name ?? String(user), machine: KernelIdentity.current().machine)
  }

  private func run(_ requests: [TaskRequest]) {
    for request in requests {
      let result = perform(request)
      journal.finish(request, result)
      answers.send(.result(step: request.step, result))
    }
  }

  private func perform(_ request: TaskRequest) -> ModuleResult {
    if !inbox.mayStart || answers.isClosed {
      return notRun("the run was broken off before this step began")
    }
    switch request.condition {
    case .always: break
    case .ifOK(let earlier): if !journal.isOK(earlier) { return notRun(nil) }
    case .unlessFailed(let earlier): if journal.hasFailure(in: earlier) { return notRun(nil) }
    }
    do throws(SystemError) {
      try journal.start(request.step)
    } catch {
      return notNoted(error)
    }
    let inbox = inbox
    let result =
      request.asyncSeconds > 0 && !request.isCheck
      ? AsyncJob.start(request, session: session)
      : StepRunner(session: session, isCancelled: { inbox.hasBeenCancelled || inbox.hasEnded }).run(request)
    session.clearTemporary()
    return result
  }

  /// The step did not begin, and the task fails: its machine has no room, or worse.
  private func notNoted(_ error: SystemError) -> ModuleResult {
    var result = ModuleResult()
    result.failed = true
    result.message =
      "the step was not begun, since the journal that keeps steps from being done twice cannot be written: "
      + "\(error.description); make room, or name another folder with `ansible_remote_tmp`"
    return result
  }

  private func notRun(_ message: String?) -> ModuleResult {
    var result = ModuleResult()
    result.notRun = true
    result.message = message
    return result
  }
}
