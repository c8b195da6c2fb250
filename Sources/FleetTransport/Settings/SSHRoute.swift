/// The way to a machine: the bastions in the order in which they are passed, then the machine.
struct SSHRoute: Sendable, Hashable {
  var hops: [SSHEndpoint]
  var target: SSHEndpoint
  var bastion = BastionLimits()
}
