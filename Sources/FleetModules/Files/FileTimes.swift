import FleetCore
import FleetModuleKit
import FleetSystem

/// The wanted times of a file: `preserve`, `now`, or a time in a format (`file`'s `modification_time`, `access_time`).
struct FileTimes {
  enum Wish: Equatable {
    case preserve, now
    case moment(Double)
  }

  /// utimensat(2)'s word for "the present moment", which needs no ownership of the file.
  private static let present = Timestamp(seconds: 0, nanoseconds: (1 << 30) - 1)

  let modified: Wish
  let accessed: Wish

  static func wish(_ text: String, format: String) throws -> Wish {
    switch text {
    case "preserve": return .preserve
    case "now": return .now
    default:
      guard let moment = Timestamp.parse(text, format: format) else {
        throw ModuleFailure(
          "Error while obtaining timestamp for time \(text) using format \(format): time data '\(text)' does not match "
            + "format '\(format)'")
      }
      return .moment(moment.double)
    }
  }

  /// Sets what differs; whether anything did.
  func apply(to path: String, on machine: Machine, changes: inout FileAttributes.Changes) throws -> Bool {
    if modified == .preserve, accessed == .preserve { return false }
    guard let status = try machine.files.status(path) else {
      throw ModuleFailure(
        "Error while updating modification or access time: [Errno 2] No such file or directory",
        ["path": .string(path)])
    }
    let now = machine.clock.now().double
    let oldModified = status.modified.double
    let oldAccessed = status.accessed.double
    let newModified = Self.value(modified, old: oldModified, now: now)
    let newAccessed = Self.value(accessed, old: oldAccessed, now: now)
    if newModified == oldModified, newAccessed == oldAccessed { return false }
    if !machine.context.isCheck {
      let usesPresent = modified == .now && accessed == .now
      try machine.files.setTimes(
        path, accessed: usesPresent ? Self.present : accessed == .preserve ? nil : Timestamp(newAccessed),
        modified: usesPresent ? Self.present : modified == .preserve ? nil : Timestamp(newModified))
    }
    if newModified != oldModified {
      changes.before["mtime"] = .double(oldModified)
      changes.after["mtime"] = .double(newModified)
    }
    if newAccessed != oldAccessed {
      changes.before["atime"] = .double(oldAccessed)
      changes.after["atime"] = .double(newAccessed)
    }
    return true
  }

  private static func value(_ wish: Wish, old: Double, now: Double) -> Double {
    switch wish {
    case .preserve: old
    case .now: now
    case .moment(let moment): moment
    }
  }
}
