import FleetCore
import FleetTransport

/// Connection types that are a program of the control machine: containers, pods, change roots. The variables are those
/// of Ansible's connection plugins of the same names.
extension ConnectionPlanner {
  private static let shell = "/bin/sh"

  /// The way in for a connection type; nil for types that are none of these.
  func enclosure(_ kind: Substring, address: String, user: String?) throws -> Enclosure? {
    switch kind {
    case "docker", "docker_api": try docker(address, user, isAPI: kind == "docker_api")
    case "podman": try podman(address, user)
    case "buildah":
      Enclosure(
        place: "the buildah container \(address)",
        words: ["buildah", "run"] + pair("--user", user) + ["--", address, Self.shell])
    case "kubectl", "oc": try pod(String(kind), address)
    case "lxd", "incus": try instance(String(kind), address, user)
    case "lxc":
      Enclosure(
        place: "the lxc container \(address)",
        words: ["lxc-attach", "-n", try text("ansible_lxc_host") ?? address, "--", Self.shell])
    case "chroot":
      Enclosure(
        place: "the change root \(address)",
        words: [try text("ansible_chroot_exe") ?? "chroot", address, try text("ansible_executable") ?? Self.shell])
    case "nsenter":
      Enclosure(
        place: "the namespaces of \(machine)",
        words: ["nsenter", "--ipc", "--mount", "--net", "--pid", "--uts", "--preserve-credentials", "--no-fork"]
          + ["--target=\(try text("ansible_nsenter_pid") ?? "1")", "--", Self.shell])
    default: nil
    }
  }

  private func pair(_ option: String, _ word: String?) -> [String] { word.map { [option, $0] } ?? [] }

  /// `docker_api` speaks to the same daemon; here both go through the client program.
  private func docker(_ address: String, _ user: String?, isAPI: Bool) throws -> Enclosure {
    let container = try text("ansible_docker_host") ?? address
    var words = ["docker"]
    if isAPI {
      words += pair("-H", try text("ansible_docker_docker_host"))
      if try bool("ansible_docker_tls") == true { words.append("--tls") }
      if try bool("ansible_docker_validate_certs") == true { words.append("--tlsverify") }
      words += pair("--tlscacert", try text("ansible_docker_ca_path", "ansible_docker_ca_cert"))
      words += pair("--tlscert", try text("ansible_docker_client_cert"))
      words += pair("--tlskey", try text("ansible_docker_client_key"))
    }
    words += Self.split(try text("ansible_docker_extra_args") ?? "") + ["exec"]
    words += pair("-u", try text("ansible_docker_user") ?? user)
    for (name, value) in try environment("ansible_docker_extra_env") { words += ["-e", "\(name)=\(value)"] }
    words += pair("-w", try text("ansible_docker_working_dir"))
    if try bool("ansible_docker_privileged") == true { words.append("--privileged") }
    return Enclosure(place: "the docker container \(container)", words: words + ["-i", container, Self.shell])
  }

  private func environment(_ name: String) throws -> [(String, String)] {
    guard let value = try value([name]) else { return [] }
    guard case .map(let map) = value else {
      throw ConnectionError(.configuration, "\(machine): `\(name)` is no mapping of names to texts")
    }
    return try map.map { key, value in
      let name = JSONWriter.keyText(key)
      guard case .string(let text) = value else {
        throw ConnectionError(
          .configuration, "\(machine): the value of `\(name)` in ansible_docker_extra_env is no text",
          help: "put it into quotes")
      }
      return (name, text)
    }
  }

  private func podman(_ address: String, _ user: String?) throws -> Enclosure {
    let container = try text("ansible_podman_host") ?? address
    let words =
      [try text("ansible_podman_executable") ?? "podman"] + Self.split(try text("ansible_podman_extra_args") ?? "")
    return Enclosure(
      place: "the podman container \(container)",
      words: words + ["exec"] + pair("--user", user) + ["-i", container, Self.shell])
  }

  /// kubectl and OpenShift's oc. Passwords and tokens would be seen in the list of processes: a kubeconfig holds them.
  private func pod(_ program: String, _ address: String) throws -> Enclosure {
    for name in ["password", "token", "api_key"] where try text("ansible_\(program)_\(name)") != nil {
      throw ConnectionError(
        .configuration, "\(machine): `ansible_\(program)_\(name)` would be seen by everyone in the list of processes",
        help: "put it into a kubeconfig and name that with `ansible_\(program)_kubeconfig`")
    }
    let pod = try text("ansible_\(program)_pod") ?? address
    var words = [program]
    words += pair("--kubeconfig", try text("ansible_\(program)_kubeconfig", "ansible_\(program)_config"))
    words += pair("--context", try text("ansible_\(program)_context"))
    words += pair("--server", try text("ansible_\(program)_host", "ansible_\(program)_server"))
    words += pair("-n", try text("ansible_\(program)_namespace"))
    words += pair(
      "--client-certificate", try text("ansible_\(program)_cert_file", "ansible_\(program)_client_cert"))
    words += pair("--client-key", try text("ansible_\(program)_key_file", "ansible_\(program)_client_key"))
    words += pair(
      "--certificate-authority", try text("ansible_\(program)_ssl_ca_cert", "ansible_\(program)_ca_cert"))
    if try bool("ansible_\(program)_verify_ssl", "ansible_\(program)_validate_certs") == false {
      words.append("--insecure-skip-tls-verify=true")
    }
    words += Self.split(try text("ansible_\(program)_extra_args") ?? "") + ["exec", "-i", pod]
    words += pair("-c", try text("ansible_\(program)_container"))
    return Enclosure(place: "the pod \(pod)", words: words + ["--", Self.shell])
  }

  /// LXD's client is called lxc. Another user than root comes in through su.
  private func instance(_ kind: String, _ address: String, _ user: String?) throws -> Enclosure {
    let full = try text("ansible_\(kind)_host") ?? address
    let name = full.split(separator: ".").first.map(String.init) ?? full
    let remote = try text("ansible_\(kind)_remote") ?? "local"
    var words = [kind == "lxd" ? "lxc" : "incus"] + pair("--project", try text("ansible_\(kind)_project"))
    words += ["exec", "\(remote):\(name)", "--"]
    if let user, user != "root" {
      words += [try text("\(kind)_become_method") ?? "/bin/su", user]
    } else {
      words.append(try text("ansible_\(kind)_executable", "ansible_executable") ?? Self.shell)
    }
    return Enclosure(place: "the \(kind) instance \(name)", words: words)
  }
}
