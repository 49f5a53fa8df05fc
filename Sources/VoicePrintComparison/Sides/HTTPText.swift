internal import Foundation
internal import NIOHTTP1

extension HTTPHeaders {
  /// The number in a header, 0 or more; where `Retry-After` has a date, the seconds until then.
  func number(_ name: String) -> Double? {
    guard let text = first(name: name)?.trimmingCharacters(in: .whitespaces) else { return nil }
    if let number = Double(text) { return number.isFinite ? Swift.max(number, 0) : nil }
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = TimeZone(identifier: "GMT")
    format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
    return format.date(from: text).map { Swift.max($0.timeIntervalSinceNow, 0) }
  }
}

extension String {
  /// The text as a value of a form (`application/x-www-form-urlencoded`).
  var formEncoded: String {
    let plain = CharacterSet(
      charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
    return addingPercentEncoding(withAllowedCharacters: plain) ?? ""
  }
}
