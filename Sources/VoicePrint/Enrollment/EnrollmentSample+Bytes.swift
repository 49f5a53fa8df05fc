extension EnrollmentSample {
  /// The sample without its first-order statistics, as bytes to be sealed and stored.
  package var statisticsBytes: [UInt8] {
    var archive = TensorArchive()
    archive.metadata = [
      "digest": digest.description,
      "audioDuration": "\(audioDuration)",
      "speechDuration": "\(speechDuration)",
      // Measurements that are not finite cannot be read back, which a store finds before it keeps them.
      "measurements": JSON.textIfFinite(of: measurements) ?? "",
    ]
    for (index, view) in statistics.enumerated() {
      archive.set("\(index).occupancies", view.occupancies)
      archive.set("\(index).linear", view.linear)
    }
    return archive.bytes
  }

  /// The first-order statistics in half precision, as bytes to be sealed and stored; nil where there are none.
  package var firstOrderBytes: [UInt8]? {
    guard let firstOrder else { return nil }
    var archive = TensorArchive()
    for (index, matrix) in firstOrder.enumerated() {
      let scale = Self.scale(of: matrix)
      archive.set("\(index)", 1 / scale * matrix, half: true)
      if scale != 1 { archive.metadata["\(index).scale"] = "\(scale)" }
    }
    return archive.bytes
  }

  /// A power of two that brings a matrix into the range of half precision; 1 for all but very long recordings.
  private static func scale(of matrix: Matrix<Float>) -> Float {
    let largest = matrix.elements.reduce(0) { max($0, $1.magnitude) }
    let limit: Float = 65504
    return largest > limit && largest.isFinite
      ? Float(sign: .plus, exponent: largest.exponent - 14, significand: 1) : 1
  }

  /// Reads back what ``statisticsBytes`` and ``firstOrderBytes`` gave.
  ///
  /// - Throws: ``EnrollmentError/unreadableSample(reason:)``.
  package init(statisticsBytes: [UInt8], firstOrderBytes: [UInt8]?) throws(EnrollmentError) {
    do {
      let archive = try TensorArchive(bytes: statisticsBytes)
      guard let digest = ContentDigest(hexadecimal: try archive.text("digest")),
        let audio = Double(try archive.text("audioDuration")),
        let speech = Double(try archive.text("speechDuration"))
      else { throw EnrollmentError.unreadableSample(reason: "its digest or durations are malformed") }
      let measurements = try JSON.value(SampleMeasurements.self, of: archive.text("measurements"))
      var views: [SignatureStatistics] = []
      while archive.tensors["\(views.count).occupancies"] != nil {
        views.append(
          SignatureStatistics(
            occupancies: try archive.vector("\(views.count).occupancies"),
            linear: try archive.vector("\(views.count).linear")))
      }
      var matrices: [Matrix<Float>]?
      if let firstOrderBytes {
        let archive = try TensorArchive(bytes: firstOrderBytes)
        matrices = []
        for index in 0..<archive.tensors.count {
          let scale = Float(archive.metadata["\(index).scale"] ?? "1") ?? .nan
          matrices?.append(scale * (try archive.matrix("\(index)")))
        }
      }
      self.init(
        digest: digest, audioDuration: audio, speechDuration: speech, measurements: measurements,
        statistics: views, firstOrder: matrices)
    } catch let error as EnrollmentError {
      throw error
    } catch {
      throw .unreadableSample(reason: "\(error)")
    }
  }
}
