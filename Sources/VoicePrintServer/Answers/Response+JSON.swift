internal import Foundation
package import HTTPTypes
package import Hummingbird
internal import NIOCore

extension Response {
  /// An answer in JSON.
  package init(_ status: HTTPResponse.Status = .ok, json value: some Encodable, headers: HTTPFields = [:])
    throws
  {
    self.init(status, jsonBytes: try Self.bytes(of: value), headers: headers)
  }

  /// An answer in JSON that was encoded before.
  init(_ status: HTTPResponse.Status = .ok, jsonBytes bytes: Data, headers: HTTPFields = [:]) {
    var headers = headers
    headers[.contentType] = "application/json; charset=utf-8"
    self.init(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
  }

  /// A value in JSON, as all answers are encoded.
  static func bytes(of value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(value)
  }

  /// The answer to a request that failed.
  package init(_ failure: Failure) {
    do {
      try self.init(failure.status, json: ErrorBody(failure), headers: failure.headers)
    } catch {
      // Texts can be encoded.
      self.init(status: failure.status, headers: failure.headers)
    }
  }
}
