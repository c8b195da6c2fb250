import FleetCore
import FleetModuleKit

/// The parameters that `get_url` and `uri` share.
struct WebParameters {
  let url: String
  let force: Bool
  let userName: String?
  let password: String?
  let forcesBasicAuthentication: Bool
  let validatesCertificates: Bool
  let usesProxy: Bool
  let userAgent: String
  let clientCertificate: PathArgument?
  let clientKey: PathArgument?
  let headers: ValueMap
  let timeoutSeconds: Int
  let ciphers: [String]
  let usesNetrc: Bool
  let decompresses: Bool
  let usesKerberos: Bool
  let firstHeaders: [String]

  init(_ parameters: inout Parameters, userAliases: [String], passwordAliases: [String], timeoutSeconds: Int) {
    url = parameters.required("url", "What to ask for: http, https, ftp or file.")
    force = parameters.optional("force", default: false, "Fetch it anew even when nothing seems to have changed.")
    userName = parameters.optional("url_username", aliases: userAliases, "The user to log in as.")
    password = parameters.optional("url_password", aliases: passwordAliases, noLog: true, "The user's password.")
    forcesBasicAuthentication = parameters.optional(
      "force_basic_auth", default: false, "Send user and password with the first request already.")
    validatesCertificates = parameters.optional(
      "validate_certs", default: true, "Check the server's certificate; without it anyone may answer in its place.")
    usesProxy = parameters.optional("use_proxy", default: true, "Use the proxy of the environment.")
    userAgent = parameters.optional("http_agent", default: "ansible-httpget", "What to call ourselves.")
    clientCertificate = parameters.optional("client_cert", "A PEM file with our certificate, perhaps with its key.")
    clientKey = parameters.optional("client_key", "A PEM file with the key of our certificate.")
    headers = parameters.optional("headers", default: [:], "Headers of the request.")
    self.timeoutSeconds = parameters.optional(
      "timeout", default: timeoutSeconds, "Seconds without an answer after which to give up.")
    ciphers = parameters.optional("ciphers", default: [], "TLS ciphers, in OpenSSL's names.")
    usesNetrc = parameters.optional("use_netrc", default: true, "Take user and password from ~/.netrc.")
    decompresses = parameters.optional("decompress", default: true, "Unpack an answer that came compressed.")
    usesKerberos = parameters.optional("use_gssapi", default: false, "Log in with Kerberos.")
    firstHeaders = parameters.optional(
      "unredirected_headers", default: [], "Headers that only the first server gets, not those it redirects to.")
  }

  func request(_ url: String? = nil, outputPath: String? = nil) -> WebRequest {
    var request = WebRequest(url: url ?? self.url, outputPath: outputPath)
    request.userName = userName
    request.password = password
    request.forcesBasicAuthentication = forcesBasicAuthentication
    request.isVerified = validatesCertificates
    request.usesProxy = usesProxy
    request.userAgent = userAgent
    request.clientCertificate = clientCertificate?.text
    request.clientKey = clientKey?.text
    request.headers = headers.map { (PythonText.str($0.key), PythonText.str($0.value)) }
    request.timeoutSeconds = timeoutSeconds
    request.ciphers = ciphers
    request.usesNetrc = usesNetrc
    request.decompresses = decompresses
    request.usesKerberos = usesKerberos
    request.firstHeaders = firstHeaders.map { $0.lowercased() }
    return request
  }
}
