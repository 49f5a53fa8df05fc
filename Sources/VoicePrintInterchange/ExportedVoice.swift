package import VoicePrint

/// An enrollment as other programs get it.
package struct ExportedVoice: Sendable {
  /// In one view of the model.
  package struct View: Sendable {
    /// w, the posterior mean; R numbers.
    package let signature: [Double]
    /// Mean posterior variance of w's dimensions, 0…1.
    package let uncertainty: Double
    /// (N, b), summed over the samples.
    package let statistics: SignatureStatistics
  }

  /// The enrollment.
  package let enrollment: Enrollment
  /// One for each view of the model.
  package let views: [View]

  /// What a model makes of an enrollment.
  ///
  /// - Throws: ``EnrollmentError/wrongModel(expected:found:)``, ``EnrollmentError/unreadableSample(reason:)``.
  package init(_ enrollment: Enrollment, model: VoiceModel) throws(EnrollmentError) {
    guard enrollment.model == model.identity else {
      throw .wrongModel(expected: model.identity, found: enrollment.model)
    }
    for sample in enrollment.samples { try model.check(sample) }
    self.enrollment = enrollment
    do {
      var views: [View] = []
      for (view, statistics) in zip(model.views, enrollment.pooledStatistics) {
        let posterior = try view.totalVariability.posterior(of: statistics)
        views.append(
          View(
            signature: posterior.mean,
            uncertainty: posterior.uncertainty,
            statistics: statistics))
      }
      self.views = views
    } catch {
      throw .unreadableSample(reason: "\(error)")
    }
  }
}
