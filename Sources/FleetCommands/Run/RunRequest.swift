import FleetCore
import FleetEngine
import FleetInventory
import FleetJinja
import FleetPlaybook
import FleetVariables
import FleetVault

/// Everything that the command line and the settings files say about a run; nothing is loaded yet.
struct RunRequest {
  var playbooks: [String] = []
  /// As given with `-i`, or the configured ones.
  var inventorySources: [String] = []
  /// `-e`, in order, as written.
  var extraVars: [String] = []
  var limit: String?
  /// The playbooks are run after the check: what no host or tag chooses is not refused.
  var isRunning = false
  var vault = Vault()
  var options = RunOptions()
  var variables = VariableSettings()
  var loader = LoaderSettings()
  var templateOptions = TemplateOptions.ansible
  var inventorySettings = Settings()
  /// Secrets that must never be printed.
  var redactor = Redactor()
}
