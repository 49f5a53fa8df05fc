import Foundation
import Synchronization

/// A web server for one test, on plain sockets, so that what clients send is seen byte for byte.
final class LoopbackServer: Sendable {
  /// A request as it came.
  struct Request: Sendable {
    /// The request line and the headers.
    let head: String
    let body: [UInt8]
    let time: ContinuousClock.Instant

    var line: String { String(head.prefix { $0 != "\r\n" }) }

    func header(_ name: String) -> String? {
      for line in head.components(separatedBy: "\r\n").dropFirst() {
        let parts = line.split(separator: ":", maxSplits: 1)
        if parts.count == 2, parts[0].lowercased() == name.lowercased() {
          return parts[1].trimmingCharacters(in: .whitespaces)
        }
      }
      return nil
    }
  }

  /// What the server does with a request.
  enum Answer: Sendable {
    case status(Int, headers: [String] = [], body: [UInt8] = [])
    /// Sends these bytes and then nothing, until the client gives up.
    case hang(after: [UInt8])
    /// Sends a body without saying its length, for as long as the client reads.
    case endless
  }

  let address: String
  let port: Int
  private let descriptor: Int32
  private let received = Mutex<[Request]>([])
  private let answer: @Sendable (Request, Int) -> Answer

  /// Serves at a loopback address.
  ///
  /// - Parameters:
  ///   - address: of this machine.
  ///   - answer: gets each request and its number from 0.
  /// - Throws: `CocoaError` where the address cannot be listened at.
  init(address: String = "127.0.0.1", _ answer: @escaping @Sendable (Request, Int) -> Answer) throws {
    self.address = address
    self.answer = answer
    (descriptor, port) = try Self.listen(at: address)
    let listening = descriptor
    Thread.detachNewThread { [self] in
      while true {
        let connection = accept(listening, nil, nil)
        if connection < 0 {
          // Closed here and not by who stops the server: its number could be another server's by now.
          close(listening)
          return
        }
        Thread.detachNewThread { self.serve(connection) }
      }
    }
  }

  private static func listen(at address: String) throws -> (descriptor: Int32, port: Int) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    _ = unsafe inet_pton(AF_INET, address, &name.sin_addr)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = unsafe withUnsafeMutablePointer(to: &name) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe Foundation.bind(descriptor, $0, length) == 0 && Foundation.listen(descriptor, 64) == 0
          && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard bound else { throw CocoaError(.featureUnsupported) }
    return (descriptor, Int(UInt16(bigEndian: name.sin_port)))
  }

  /// Stops listening.
  func stop() { shutdown(descriptor, Int32(SHUT_RDWR)) }

  /// What came so far.
  var requests: [Request] { received.withLock { $0 } }

  func url(_ path: String, host: String? = nil) -> String { "http://\(host ?? address):\(port)\(path)" }

  private func serve(_ connection: Int32) {
    defer { close(connection) }
    guard let request = read(connection) else { return }
    let number = received.withLock { requests in
      requests.append(request)
      return requests.count - 1
    }
    switch answer(request, number) {
    case .status(let code, let headers, let body):
      let head =
        (["HTTP/1.1 \(code) Status", "Content-Length: \(body.count)", "Connection: close"] + headers)
        .joined(separator: "\r\n") + "\r\n\r\n"
      write(Array(head.utf8) + body, to: connection)
    case .hang(let bytes):
      write(bytes, to: connection)
      var byte: UInt8 = 0
      while unsafe recv(connection, &byte, 1, 0) > 0 {}
    case .endless:
      write(Array("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".utf8), to: connection)
      while write([UInt8](repeating: 0, count: 1 << 16), to: connection) {}
    }
  }

  private func read(_ connection: Int32) -> Request? {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      if let end = Data(bytes).range(of: Data("\r\n\r\n".utf8)) {
        let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
        let request = Request(head: head, body: Array(bytes[end.upperBound...]), time: .now)
        let length = request.header("Content-Length").flatMap { Int($0) } ?? 0
        if request.body.count >= length { return request }
      }
      let count = unsafe recv(connection, &piece, piece.count, 0)
      guard count > 0 else { return nil }
      bytes += piece.prefix(count)
    }
  }

  @discardableResult
  private func write(_ bytes: [UInt8], to connection: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
