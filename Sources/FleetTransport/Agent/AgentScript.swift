import FleetProtocol

/// The shell command that starts the agent on a machine, taking it over from standard input when it is not there.
///
/// One line without single quotes, exclamation marks and backslashes, so that it survives any login shell (csh, fish)
/// inside single quotes. Needs a POSIX sh with `test -O`, and uname, mkdir, chmod, mv, head; gzip only if it is there.
enum AgentScript {
  /// What the script prints on lines of its own, each followed by the session's name.
  enum Marker: String {
    /// The shell runs: the login, sudo and the profile are behind us.
    case started = "fleet-started"
    /// The agent is wanted on standard input: form (gz or raw), number of the folder, the folder.
    case needs = "fleet-needs"
    /// It could not be written: number of the folder, the folder.
    case failed = "fleet-failed"
    /// No folder can hold and run it: those that were tried.
    case noPlace = "fleet-noplace"
    /// The machine is of another kind: what `uname -m` says.
    case machine = "fleet-machine"
  }

  /// Forgets the copies that are there before looking for one: they did not run.
  static let replacing = -1

  // Arguments: digest, compressed size, size, session, folders to pass over, architecture, then `--folder F ...`.
  private static let text = [
    "export SWIFT_ROOT=/; D=$1; G=$2; R=$3; S=$4; K=$5; A=$6; shift 6; n=$#; echo \"fleet-started $S\"",
    // The usual case takes no process but the agent's own.
    "f=${HOME:-/nonexistent}/.cache/fleet/agent-$D",
    "if [ $n = 0 ] && [ $K = 0 ] && [ -O \"$f\" ] && [ -x \"$f\" ]; then exec \"$f\" --digest $D --session $S; fi",
    // Files of ours are private; modules work under the umask of the login.
    "M=$(umask); umask 077; if [ $n = 0 ]; then u=$(id -u)",
    "set -- \"${HOME:-/nonexistent}/.cache/fleet\" /var/tmp/fleet-$u /tmp/fleet-$u /dev/shm/fleet-$u; fi",
    "i=0; f=",
    "for c in \"$@\"; do if [ \"$c\" = --folder ]; then continue; fi",
    "case $c in \"~/\"*) c=$HOME/${c#??};; esac",
    "i=$((i+1)); if [ $i -le $K ]; then continue; fi",
    "if [ $K = -1 ]; then rm -f \"$c/agent-$D\"; fi",
    "if [ -O \"$c\" ] && [ -O \"$c/agent-$D\" ] && [ -x \"$c/agent-$D\" ]; then f=$c/agent-$D; break; fi; done",
    "if [ -z \"$f\" ]; then m=$(uname -m); case $m in amd64) m=x86_64;; arm64) m=aarch64;; esac",
    "if [ \"$m\" = \"$A\" ]; then :; else echo \"fleet-machine $S $m\"; exit 96; fi",
    "i=0; e=",
    // A folder will do when it is ours, no link, and lets programs run (not mounted noexec).
    "for c in \"$@\"; do if [ \"$c\" = --folder ]; then continue; fi",
    "case $c in \"~/\"*) c=$HOME/${c#??};; esac",
    "i=$((i+1)); if [ $i -le $K ] || [ -h \"$c\" ]; then continue; fi; t=$c/new-$$",
    "if { mkdir -p \"$c\" && [ -O \"$c\" ] && chmod 700 \"$c\" && echo exit 0 >\"$t\"; } 2>/dev/null"
      + " && chmod 700 \"$t\" && [ -x \"$t\" ]",
    "then f=$c/agent-$D; break; fi; rm -f \"$t\" 2>/dev/null; e=\"$e $c\"; done",
    "if [ -z \"$f\" ]; then echo \"fleet-noplace $S$e\"; exit 95; fi",
    "if command -v gzip >/dev/null 2>&1; then z=\"gzip -dc\"; y=gz; b=$G; else z=cat; y=raw; b=$R; fi",
    "echo \"fleet-needs $S $y $i $c\"",
    "if head -c $b | $z >\"$t\" && [ $(wc -c <\"$t\") -eq $R ] && chmod 700 \"$t\" && mv -f \"$t\" \"$f\"; then :",
    "else rm -f \"$t\"; echo \"fleet-failed $S $i $c\"; exit 97; fi",
    // Agents of other versions: the three latest stay.
    "ls -1t \"$c\" 2>/dev/null | grep ^agent- | tail -n +4 | while read o; do rm -f \"$c/$o\"; done; fi",
    "umask $M; if [ $n = 0 ]; then set --; fi; exec \"$f\" --digest $D --session $S \"$@\"",
  ].joined(separator: "; ")

  /// The words to run: `sh -c SCRIPT fleet ...`.
  static func words(_ agent: AgentBinary, session: String, folders: [String], skip: Int) -> [String] {
    let invocation = AgentInvocation(digest: agent.digest, session: session, folders: folders)
    return ["sh", "-c", text, "fleet", agent.digest, String(agent.compressed.count), String(agent.size), session]
      + [String(skip), agent.architecture] + invocation.words.dropFirst(4)
  }
}
