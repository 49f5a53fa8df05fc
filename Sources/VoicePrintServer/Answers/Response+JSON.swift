internal import Foundation
package import HTTPTypes
package import Hummingbird
internal import NIOCore

extension Response {
  /// An answer in JSON.
  package init(_ status: HTTPResponse.Status = .ok, json value: some Encodable, headers: HTTPFields = [:])
    throws
  {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let bytes = try encoder.encode(value)
    var headers = headers
    headers[.contentType] = "application/json; charset=utf-8"
    self.init(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
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
