internal import CSoxr

/// Changes the sample rate of interleaved samples with libsoxr's high-quality recipe: linear phase, 20-bit
/// precision, no delay; equal rates pass unchanged.
@safe struct Resampler: ~Copyable {
  // Owned by this value alone; nil if the rates are equal.
  private let handle: OpaquePointer?
  private let channelCount: Int
  private var scratch: [Float]

  /// A resampler from one rate to another, in Hz.
  init(from inputRate: Int, to outputRate: Int, channelCount: Int) throws(AudioError) {
    self.channelCount = channelCount
    guard inputRate != outputRate else {
      unsafe handle = nil
      scratch = []
      return
    }
    var failure: soxr_error_t?
    var quality = unsafe soxr_quality_spec(UInt(SOXR_HQ), 0)
    let created = unsafe soxr_create(
      Double(inputRate), Double(outputRate), UInt32(channelCount), &failure, nil, &quality, nil)
    unsafe handle = unsafe created
    scratch = [Float](repeating: 0, count: RecordingAssembler.blockFrames * channelCount)
    guard unsafe created != nil else {
      throw .resamplingFailed(reason: unsafe Self.words(failure) ?? "not enough memory")
    }
  }

  deinit { if let handle = unsafe handle { unsafe soxr_delete(handle) } }

  /// Resamples a block and adds what is complete to `output`.
  mutating func append(_ input: [Float], to output: inout [Float]) throws(AudioError) {
    guard unsafe handle != nil else { return output.append(contentsOf: input) }
    let frames = input.count / channelCount
    let failure: String? = unsafe input.withUnsafeBufferPointer { samples in
      var done = 0
      while true {
        var consumed = 0
        let rest = unsafe samples.baseAddress.map { unsafe $0 + done * channelCount }
        let step = unsafe step(rest, frames: frames - done, consumed: &consumed, to: &output)
        done += consumed
        if let reason = step.failure { return reason }
        if done == frames && step.produced < scratchFrames { return nil }
        if consumed == 0 && step.produced == 0 { return "it stopped in the middle of the audio" }
      }
    }
    if let failure { throw .resamplingFailed(reason: failure) }
  }

  /// Adds the last samples, which wait for what follows them, to `output`.
  mutating func finish(to output: inout [Float]) throws(AudioError) {
    guard unsafe handle != nil else { return }
    var consumed = 0
    while true {
      let step = unsafe step(nil, frames: 0, consumed: &consumed, to: &output)
      if let reason = step.failure { throw .resamplingFailed(reason: reason) }
      if step.produced == 0 { return }
    }
  }

  private var scratchFrames: Int { scratch.count / channelCount }

  private mutating func step(
    _ input: UnsafePointer<Float>?, frames: Int, consumed: inout Int, to output: inout [Float]
  ) -> (produced: Int, failure: String?) {
    var produced = 0
    let failure = unsafe soxr_process(handle, input, frames, &consumed, &scratch, scratchFrames, &produced)
    output.append(contentsOf: scratch[..<(produced * channelCount)])
    return (produced, unsafe Self.words(failure))
  }

  private static func words(_ failure: soxr_error_t?) -> String? {
    unsafe failure.map { unsafe String(cString: $0) }
  }
}
