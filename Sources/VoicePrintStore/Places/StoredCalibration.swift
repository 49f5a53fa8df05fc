public import Foundation
public import VoicePrint

/// What was fitted to an account's speakers together.
public struct StoredCalibration: Equatable, Sendable {
  /// The model it was fitted with.
  public let model: ContentDigest
  /// When it was stored, to the millisecond.
  public let fittedAt: Date
  /// The numbers as the engine wrote them; the store does not look inside.
  public let bytes: [UInt8]
}
