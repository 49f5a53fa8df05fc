internal import HTTPTypes

/// Which methods each path takes: for the answer to a request by another one.
struct PathMethods: Sendable {
  private let templates: [(segments: [Substring], methods: [HTTPRequest.Method])]

  init(_ routes: [Route]) {
    var methods: [String: [HTTPRequest.Method]] = [:]
    for route in routes {
      methods[route.path, default: []].append(route.method)
      if route.method == .get { methods[route.path, default: []].append(.head) }
    }
    templates = methods.map { path, methods in
      (path.split(separator: "/"), methods.sorted { $0.rawValue < $1.rawValue })
    }
  }

  /// The methods of a path; nil for one that is not served.
  subscript(path: String) -> [HTTPRequest.Method]? {
    let segments = path.split(separator: "/")
    return templates.first { template in
      template.segments.count == segments.count
        && zip(template.segments, segments).allSatisfy { $0 == $1 || $0.hasPrefix("{") }
    }?.methods
  }
}
