import FleetCore
import Testing

@testable import FleetCommands

/// Command lines read as argparse reads them.
@Suite struct OptionParserTests {
  private func parse(_ line: String) throws -> ParsedOptions {
    try OptionParser.parse(line.split(separator: " ").map(String.init), RunCommand.form.options)
  }

  private func fault(_ line: String) -> String? {
    do {
      _ = try parse(line)
      return nil
    } catch { return (error as? UsageFault)?.message }
  }

  @Test func shortOptionsMayStandTogether() throws {
    let options = try parse("-vvCD site.yml -f10 -i a -ib -e@x.yml -l=web")
    #expect(options.count("verbose") == 2)
    #expect(options.has("check") && options.has("diff"))
    #expect(options.number("forks") == 10)
    #expect(options.values("inventory") == ["a", "b"])
    #expect(options.values("extra-vars") == ["@x.yml"])
    #expect(options.value("limit") == "web")
    #expect(options.arguments == ["site.yml"])
  }

  @Test func longOptionsByNameBeginningAndSign() throws {
    let options = try parse("--inventory-file=x --fork 3 --ask-become --tags a,b --tags c -- -odd.yml")
    #expect(options.values("inventory") == ["x"])
    #expect(options.number("forks") == 3)
    #expect(options.has("ask-become-pass"))
    #expect(options.values("tags") == ["a,b", "c"])
    #expect(options.arguments == ["-odd.yml"])
  }

  @Test func valuesThatLookLikeOptionsNeedASpace() throws {
    let options = try OptionParser.parse(["--ssh-common-args", "-o ProxyJump=b"], RunCommand.form.options)
    #expect(options.value("ssh-common-args") == "-o ProxyJump=b")
    #expect(fault("--limit -x") == "argument -l/--limit: expected one argument")
  }

  @Test(arguments: [
    ("--frks 3", "unrecognized arguments: --frks"), ("-Z", "unrecognized arguments: -Z"),
    ("--forks x", "argument -f/--forks: invalid int value: 'x'"),
    ("--check=yes", "argument -C/--check: ignored explicit argument 'yes'"),
    ("--list", "ambiguous option: --list could match --list-hosts, --list-tasks, --list-tags"),
    (
      "-k --conn-pass-file x",
      "argument --connection-password-file/--conn-pass-file: not allowed with argument -k/--ask-pass"
    ),
  ]) func faults(_ line: String, _ message: String) { #expect(fault(line) == message) }

  @Test func everyOptionHasOneMeaning() {
    for form in FleetProgram.commands + FleetProgram.commands.flatMap(\.parts) {
      let names = form.options.flatMap(\.names)
      #expect(Set(names).count == names.count, "\(form.name)")
    }
  }

  @Test func codesAreUnique() {
    let names = DiagnosticCode.all.map(\.name)
    #expect(Set(names).count == names.count)
  }
}
