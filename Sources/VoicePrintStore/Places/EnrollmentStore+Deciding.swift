public import VoicePrint

extension EnrollmentStore {
  /// The place that an account is to a model's decisions.
  ///
  /// - Throws: ``StoreError``.
  public func place(account: AccountID = .standard, for model: VoiceModel) throws(StoreError) -> Place {
    try place(
      account: account, model: model.identity, limit: Place.capacity, precedence: Self.precedence
    ).place(for: model)
  }

  /// The record of a speaker, and the place that the account is, all of one moment.
  ///
  /// - Throws: ``StoreError/notEnrolled(_:deletedAt:)`` and other ``StoreError``s.
  public func verification(
    of speaker: SpeakerID, account: AccountID = .standard, for model: VoiceModel
  ) throws(StoreError) -> (record: EnrollmentRecord, place: Place) {
    let found = try verification(
      of: speaker, account: account, model: model.identity, limit: Place.capacity,
      precedence: Self.precedence)
    return (found.record, found.place.place(for: model))
  }

  /// The signatures of an account that a model made, how many of other models stand beside them, and the place that the account is,
  /// all of one moment.
  ///
  /// - Parameters:
  ///   - account: the owner.
  ///   - includePartial: whether enrollments that are not complete are among them.
  ///   - model: whose signatures.
  /// - Returns: all three.
  /// - Throws: ``StoreError``.
  public func identification(
    account: AccountID = .standard, includePartial: Bool = false, for model: VoiceModel
  ) throws -> (
    signatures: [(speaker: SpeakerID, signature: VoiceSignature)], ofOtherModels: Int, place: Place
  ) {
    var signatures: [(speaker: SpeakerID, signature: VoiceSignature)] = []
    var others = 0
    let state = try identification(
      account: account, includePartial: includePartial, model: model.identity, limit: Place.capacity,
      precedence: Self.precedence
    ) { stored in
      if let signature = stored.signature(for: model) {
        signatures.append((stored.speaker, signature))
      } else {
        others += 1
      }
    }
    return (signatures, others, state.place(for: model))
  }

  /// Visits the signatures of an account that a model made, in the order of enrolling, once it is known what place the account is;
  /// all of one moment, and one signature at a time.
  ///
  /// - Parameters:
  ///   - account: the owner.
  ///   - includePartial: whether enrollments that are not complete are visited.
  ///   - model: whose signatures; those of other models are left out.
  ///   - begin: takes the place before the first signature; what it throws ends the visit.
  ///   - visit: takes each signature; what it throws ends the visit. It must not call the store.
  /// - Throws: ``StoreError``, or what `begin` or `visit` throws.
  public func visitIdentification(
    account: AccountID = .standard, includePartial: Bool = false, for model: VoiceModel,
    begin: (Place) throws -> Void, visit: (SpeakerID, VoiceSignature) throws -> Void
  ) throws {
    try identification(
      account: account, includePartial: includePartial, model: model.identity, limit: Place.capacity,
      precedence: Self.precedence, begin: { try begin($0.place(for: model)) }
    ) { stored in
      if let signature = stored.signature(for: model) { try visit(stored.speaker, signature) }
    }
  }

  /// The records of the speakers who are asked for, and the place that the account is, all of one moment.
  ///
  /// - Throws: ``IdentificationError`` that names all who cannot be looked for, or ``StoreError``.
  public func requested(
    _ speakers: [SpeakerID], account: AccountID = .standard, includePartial: Bool = false,
    for model: VoiceModel
  ) throws -> (records: [EnrollmentRecord], place: Place) {
    let found = try requested(
      speakers, account: account, includePartial: includePartial, model: model.identity,
      limit: Place.capacity, precedence: Self.precedence)
    return (found.records, found.place.place(for: model))
  }

  /// Fits the calibration of an account to what is enrolled, and stores it.
  ///
  /// - Parameters:
  ///   - account: the owner.
  ///   - model: whose ratios are to be read; its enrollments alone take part.
  ///   - recordings: of the place, by nobody in particular.
  /// - Returns: the fit, and what was stored of it.
  /// - Throws: ``PlaceCalibrator/CalibrationError``, ``StoreError``, or ``EnrollmentError``; then nothing was changed.
  @discardableResult
  public func calibrate(
    account: AccountID = .standard, model: VoiceModel, recordings: [VoiceSignature] = []
  ) throws -> (fit: PlaceCalibrator.Fit, report: PlaceCalibrationReport) {
    let calibrator = try PlaceCalibrator(model: model)
    while true {
      let state = try place(
        account: account, model: model.identity, limit: Place.capacity, precedence: Self.precedence)
      var voices: [PlaceCalibrator.Voice] = []
      for member in state.members {
        do {
          voices.append(try model.calibrationVoice(of: enrollment(of: member.speaker, account: account)))
        } catch StoreError.notEnrolled {
          // Deleted since: what is fitted will not be stored, and fitted anew.
        }
      }
      let fit = try calibrator.fit(voices, recordings: recordings)
      let report = PlaceCalibrationReport(fit)
      if try setCalibration(
        report.bytes, model: model.identity, account: account, ifUnchangedSince: state.mark)
      {
        return (fit, report)
      }
    }
  }

  /// Fits an account's calibration anew where it had one before something was deleted; an account that has too few speakers left has
  /// none then.
  ///
  /// - Parameters:
  ///   - before: what there was.
  ///   - account: the owner.
  ///   - model: whose ratios are to be read; the calibration of another model is not made anew.
  /// - Returns: whether there is one now.
  /// - Throws: ``StoreError``, or ``EnrollmentError``.
  @discardableResult
  public func renew(
    _ before: StoredCalibration?, account: AccountID = .standard, model: VoiceModel
  ) throws -> Bool {
    guard let before, before.model == model.identity else { return false }
    do {
      try calibrate(account: account, model: model)
      return true
    } catch is PlaceCalibrator.CalibrationError {
      return false
    }
  }

  private static func precedence(_ speaker: SpeakerID) -> UInt64 { Place.precedence(of: speaker.text) }
}

extension PlaceState {
  /// The place to a model's decisions; members that the model cannot read do not take part.
  public func place(for model: VoiceModel) -> Place {
    Place(
      members.compactMap { stored in
        stored.signature(for: model).map { (stored.speaker.text, $0) }
      },
      calibration: calibration.flatMap { PlaceCalibrationReport(bytes: $0.bytes)?.calibration })
  }
}

extension StoredSignature {
  /// The signature, if this model made it; nil otherwise.
  public func signature(for model: VoiceModel) -> VoiceSignature? {
    guard self.model == model.identity, let signature = VoiceSignature(bytes: bytes),
      signature.views.count == model.views.count
    else { return nil }
    return signature
  }
}
