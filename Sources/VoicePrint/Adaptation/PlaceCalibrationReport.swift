internal import RealModule

/// A calibration of a place with what it changed: what a store keeps.
///
/// It holds counts, shares and the line alone: no name and nothing of a voice.
public struct PlaceCalibrationReport: Equatable, Sendable, Codable {
  /// A share of comparisons, 0…1, with its 95 % interval (Wilson 1927).
  public struct Share: Equatable, Sendable, Codable {
    /// The share that was counted.
    public let value: Double
    /// Lower end of the interval.
    public let lower: Double
    /// Upper end of the interval.
    public let upper: Double

    /// The share of some of all; of none at all nothing is known.
    ///
    /// - Parameters:
    ///   - some: how many were counted.
    ///   - all: of how many.
    ///   - independent: how many of them tell something of their own; comparisons of the same few speakers do not.
    init(_ some: Int, of all: Int, independent: Int) {
      guard all > 0 else {
        (value, lower, upper) = (0, 0, 1)
        return
      }
      let (share, count, z) = (Double(some) / Double(all), Double(max(min(independent, all), 1)), 1.96)
      let centre = (share + z * z / (2 * count)) / (1 + z * z / count)
      let half =
        z * Double.sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
      (value, lower, upper) = (share, max(0, centre - half), min(1, centre + half))
    }
  }

  /// The calibration.
  public let calibration: PlaceCalibration
  /// Impostors of the place who pass the default threshold, before and after.
  public let falseAccepts: [Share]
  /// Speakers' own samples that do not, before and after.
  public let falseRejects: [Share]
  /// Enrollments that were left out because they do not fit their names.
  public let doubts: Int

  /// What a fit changed at a threshold, a natural-log likelihood ratio.
  public init(_ fit: PlaceCalibrator.Fit, threshold: Double = OperatingPoint().threshold) {
    calibration = fit.calibration
    let speakers = fit.calibration.speakers + fit.calibration.recordings
    func passing(_ ratios: [Double]) -> Share {
      Share(ratios.count { $0 >= threshold }, of: ratios.count, independent: speakers)
    }
    func failing(_ ratios: [Double]) -> Share {
      Share(ratios.count { $0 < threshold }, of: ratios.count, independent: ratios.count)
    }
    falseAccepts = [passing(fit.impostors.before), passing(fit.impostors.after)]
    falseRejects = [failing(fit.own.before), failing(fit.own.after)]
    doubts = fit.doubts.count
  }

  /// As a store keeps it.
  public var bytes: [UInt8] { Array(JSON.text(of: self).utf8) }

  /// What ``bytes`` gave; nil for anything else.
  public init?(bytes: [UInt8]) {
    guard let text = String(validating: bytes, as: UTF8.self),
      let report = try? JSON.value(Self.self, of: text), report.calibration.offset.isFinite,
      report.calibration.scale.isFinite, report.calibration.scale > 0,
      report.falseAccepts.count == 2, report.falseRejects.count == 2
    else { return nil }
    self = report
  }
}
