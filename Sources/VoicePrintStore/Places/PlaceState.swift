/// What a decision in an account rests on besides the speakers it is about, all of one moment.
public struct PlaceState: Sendable {
  /// The account's calibration; nil where it has none.
  public let calibration: StoredCalibration?
  /// The chosen complete enrollments, in ascending order of their ids.
  public let members: [StoredSignature]
  /// Tells later whether the account has lost samples since.
  public let mark: PlaceMark
}

/// The samples that an account had at some moment, so that it can be told later whether one of them is gone.
///
/// Numbers of samples only rise and are never given twice, so that as many up to the same number are the same ones.
public struct PlaceMark: Equatable, Sendable {
  let account: Int64
  /// The highest number of a sample.
  let lastSample: Int64
  /// How many samples there were.
  let sampleCount: Int
}
