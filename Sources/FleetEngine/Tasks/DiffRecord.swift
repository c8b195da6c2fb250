import FleetProtocol

/// A difference to show, as modules give it.
typealias DiffRecord = ModuleResult.Diff
