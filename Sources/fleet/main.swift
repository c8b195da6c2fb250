import FleetCommands
import Glibc

exit(await FleetProgram.main(CommandLine.arguments))
