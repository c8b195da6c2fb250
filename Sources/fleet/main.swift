import FleetCommands
import Glibc

FleetProgram.prepare(CommandLine.arguments)
exit(await FleetProgram.main(CommandLine.arguments))
