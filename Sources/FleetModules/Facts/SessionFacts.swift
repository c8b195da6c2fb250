import CSystem
import FleetCore
import FleetSystem
import Glibc

/// Facts of the moment and of who asks: time, user, environment, load.
enum SessionFacts {
  static func dateTime(_ source: FactSource, _ known: ValueMap) -> ValueMap {
    let now = source.clock.now()
    let micro = String(now.nanoseconds / 1000)
    let fraction = String(repeating: "0", count: 6 - micro.count) + micro
    func local(_ format: String) -> Value { .string(now.formatted(format)) }
    return [
      "date_time": [
        "year": local("%Y"), "month": local("%m"), "weekday": local("%A"), "weekday_number": local("%w"),
        "weeknumber": local("%W"), "day": local("%d"), "hour": local("%H"), "minute": local("%M"),
        "second": local("%S"), "epoch": .string(String(now.seconds)), "epoch_int": .string(String(now.seconds)),
        "date": local("%Y-%m-%d"), "time": local("%H:%M:%S"),
        "iso8601_micro": .string(now.formatted("%Y-%m-%dT%H:%M:%S.", utc: true) + fraction + "Z"),
        "iso8601": .string(now.formatted("%Y-%m-%dT%H:%M:%SZ", utc: true)),
        "iso8601_basic": .string(now.formatted("%Y%m%dT%H%M%S") + fraction),
        "iso8601_basic_short": local("%Y%m%dT%H%M%S"), "tz": local("%Z"),
        "tz_dst": .string(String(cString: fleet_zone_name(1))), "tz_offset": local("%z"),
      ]
    ]
  }

  static func environment(_ source: FactSource, _ known: ValueMap) -> ValueMap {
    var variables = Environment.dictionary()
    variables.merge(source.environment) { $1 }
    let entries = variables.sorted { $0.key < $1.key }.map { ($0.key, Value.string($0.value)) }
    return ["env": .map(ValueMap(entries))]
  }

  static func user(_ source: FactSource, _ known: ValueMap) -> ValueMap {
    let accounts = Accounts(folder: source.path("/etc"))
    let named = ["LOGNAME", "USER", "LNAME", "USERNAME"].lazy.compactMap(Environment.variable).first { !$0.isEmpty }
    let user = named.flatMap { accounts.user(named: $0) } ?? accounts.user(id: getuid())
    var facts: ValueMap = [:]
    if let name = named ?? user?.name { facts["user_id"] = .string(name) }
    if let user {
      facts["user_uid"] = .int(Int(user.id))
      facts["user_gid"] = .int(Int(user.groupID))
      facts["user_gecos"] = .string(user.comment)
      facts["user_dir"] = .string(user.home)
      facts["user_shell"] = .string(user.shell)
    }
    facts["real_user_id"] = .int(Int(getuid()))
    facts["effective_user_id"] = .int(Int(geteuid()))
    facts["real_group_id"] = .int(Int(getgid()))
    facts["effective_group_id"] = .int(Int(getgid()))
    return facts
  }

  static func loadAverage(_ source: FactSource, _ known: ValueMap) -> ValueMap {
    var loads = [0.0, 0.0, 0.0]
    guard getloadavg(&loads, 3) == 3 else { return [:] }
    return ["loadavg": ["1m": .double(loads[0]), "5m": .double(loads[1]), "15m": .double(loads[2])]]
  }

  /// The machine's own Python, for playbooks that ask; absent when there is none, for fleet needs none.
  static func python(_ source: FactSource, _ known: ValueMap) -> ValueMap {
    let usual = "/usr/bin/python3"
    let found = source.exists(usual) ? usual : Command.locate("python3")
    guard let executable = found, let output = source.output(executable, "-V") else { return [:] }
    guard let version = output.words().last else { return [:] }
    let digits = version.split(separator: ".").map { part in Int(part.prefix(while: \.isNumber)) ?? 0 }
    guard digits.count >= 3 else { return [:] }
    return [
      "python": [
        "executable": .string(executable), "type": "cpython", "has_sslcontext": true,
        "version": [
          "major": .int(digits[0]), "minor": .int(digits[1]), "micro": .int(digits[2]), "releaselevel": "final",
          "serial": 0,
        ],
        "version_info": [.int(digits[0]), .int(digits[1]), .int(digits[2]), "final", 0],
      ],
      "python_version": .string(version),
    ]
  }
}
