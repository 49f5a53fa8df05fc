internal import VoicePrint
internal import VoicePrintStore

/// Makes a place's calibration anew after a voice that it was fitted to has gone, and says so where that cannot be done.
struct CalibrationRenewal {
  let store: EnrollmentStore
  let account: AccountID
  let model: ModelOptions
  let output: Output

  /// Fits again where there was a calibration.
  ///
  /// - Parameter before: what there was.
  func run(_ before: StoredCalibration?) {
    guard let before else { return }
    let renewed = try? store.renew(before, account: account, model: model.load())
    if renewed != true {
      output.note(
        "the calibration of this place rested on it and is gone; ‘voiceprint calibrate’ makes one from what is left"
      )
    }
  }
}
