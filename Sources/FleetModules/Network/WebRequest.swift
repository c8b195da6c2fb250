/// One HTTP (or FTP, or file) request.
struct WebRequest {
  enum Redirects { case none, safe, all }

  var url: String
  var method = "GET"
  var headers: [(name: String, value: String)] = []
  var body: [UInt8]?
  /// A file on the machine that is sent as the body.
  var bodyPath: String?
  /// Where the answer's body goes; into memory when nil.
  var outputPath: String?
  var redirects = Redirects.all
  var timeoutSeconds = 10
  var isVerified = true
  var userName: String?
  var password: String?
  var forcesBasicAuthentication = false
  var clientCertificate: String?
  var clientKey: String?
  var authorities: String?
  var usesProxy = true
  var unixSocket: String?
  var userAgent = "ansible-httpget"
  var ciphers: [String] = []
  var usesNetrc = true
  var decompresses = true
  var usesKerberos = false
  /// Names in lower case of headers that are not sent on after a redirect.
  var firstHeaders: [String] = []

  init(url: String, outputPath: String? = nil) {
    self.url = url
    self.outputPath = outputPath
  }

  /// Whether a redirect is followed: `safe` means only for requests that change nothing.
  var followsRedirects: Bool {
    switch redirects {
    case .none: false
    case .all: true
    case .safe: method == "GET" || method == "HEAD"
    }
  }
}
