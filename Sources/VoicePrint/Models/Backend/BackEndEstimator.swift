internal import RealModule

/// Estimates the back end of one view from signatures with speakers.
public struct BackEndEstimator: Sendable {
  /// The projection.
  public var discriminant = DiscriminantEstimator()
  /// The comparison.
  public var plda = PLDAEstimator()

  /// The defaults.
  public init() {}

  /// A signature to learn from.
  public struct Example: Sendable {
    /// w; R numbers.
    public let signature: [Double]
    /// Number of the speaker, from 0.
    public let speaker: Int
    /// Number of the cohort member it belongs to, nil for none: a speaker may stand in the cohort once for each
    /// kind of recording.
    public let cohortMember: Int?

    /// An example from its parts.
    public init(signature: [Double], speaker: Int, cohortMember: Int?) {
      self.signature = signature
      self.speaker = speaker
      self.cohortMember = cohortMember
    }
  }

  /// The back end.
  ///
  /// - Parameters:
  ///   - examples: recordings, clean and degraded, of many speakers.
  ///   - corpora: the number of the corpus of each speaker: what tells corpora apart is taken out, so that it
  ///     does not count as a difference between speakers.
  /// - Returns: projection, PLDA and cohort.
  /// - Throws: ``NumericsError`` where there are fewer examples than dimensions.
  public func estimate(_ examples: [Example], corpora: [Int]) throws(NumericsError) -> SignatureBackEnd {
    let speakers = examples.map(\.speaker)
    let signatures = Matrix(rows: examples.map(\.signature))
    let discriminant = try discriminant.estimate(
      ClassScatter(of: signatures, speakers: speakers, groups: corpora))
    let normalized = LengthNormalization.normalized(discriminant.project(signatures))

    let centred = Self.withoutGroupMeans(normalized, groups: speakers.map { corpora[$0] })
    let centredModel = try plda.estimate(centred, speakers: speakers)
    var mean = [Double](repeating: 0, count: normalized.columns)
    for i in 0..<normalized.rows { mean.add(Array(normalized.row(i)), scaledBy: 1 / Double(normalized.rows)) }
    let model = PLDA(
      mean: mean, transform: centredModel.transform, betweenVariances: centredModel.betweenVariances)

    var members: [Int: [Int]] = [:]
    for (i, example) in examples.enumerated() {
      if let member = example.cohortMember { members[member, default: []].append(i) }
    }
    let bare = SignatureBackEnd(
      discriminant: discriminant, plda: model, cohort: Matrix(rows: 0, columns: normalized.columns))
    let cohort = Matrix(
      rows: members.sorted { $0.key < $1.key }.map { bare.average(normalized.gatherRows($0.value)) })
    return SignatureBackEnd(discriminant: discriminant, plda: model, cohort: bare.embedded(cohort))
  }

  /// The back end of signatures that were made to be compared by their angle: no direction tells more than another, and
  /// no cohort measures them, so that nothing but two variances is learnt from the speakers at hand.
  ///
  /// What a network was trained for on thousands of speakers is not to be learnt again from hundreds: on speakers of other
  /// corpora, a discriminant and a full PLDA make its scores worse.
  ///
  /// - Parameters:
  ///   - examples: recordings of many speakers.
  ///   - corpora: the number of the corpus of each speaker.
  /// - Returns: the mean taken off, length normalisation, and PLDA whose covariances are multiples of the identity.
  public func estimateIsotropic(_ examples: [Example], corpora: [Int]) -> SignatureBackEnd {
    let speakers = examples.map(\.speaker)
    let signatures = Matrix(rows: examples.map(\.signature))
    let dimension = signatures.columns
    var mean = [Double](repeating: 0, count: dimension)
    for i in 0..<signatures.rows { mean.add(Array(signatures.row(i)), scaledBy: 1 / Double(signatures.rows)) }
    let discriminant = LinearDiscriminant(mean: mean, projection: .identity(dimension))
    let normalized = LengthNormalization.normalized(discriminant.project(signatures))
    let scatter = ClassScatter(of: normalized, speakers: speakers, groups: corpora)
    let within = max(scatter.within.diagonal.reduce(0, +) / Double(dimension), .leastNormalMagnitude)
    let between = max(scatter.between.diagonal.reduce(0, +) / Double(dimension), 0)
    return SignatureBackEnd(
      discriminant: discriminant,
      plda: PLDA(
        mean: Array(repeating: 0, count: dimension),
        transform: .diagonal(Array(repeating: 1 / Double.sqrt(within), count: dimension)),
        betweenVariances: Array(repeating: between / within, count: dimension)),
      cohort: Matrix(rows: 0, columns: dimension))
  }

  /// Rows without the mean of their group.
  private static func withoutGroupMeans(_ vectors: Matrix<Double>, groups: [Int]) -> Matrix<Double> {
    var sums: [Int: (sum: [Double], count: Double)] = [:]
    for (i, group) in groups.enumerated() {
      var entry = sums[group] ?? (Array(repeating: 0, count: vectors.columns), 0)
      entry.sum.add(Array(vectors.row(i)))
      entry.count += 1
      sums[group] = entry
    }
    var result = vectors
    for (i, group) in groups.enumerated() {
      guard let entry = sums[group] else { continue }
      for d in 0..<vectors.columns { result[i, d] -= entry.sum[d] / entry.count }
    }
    return result
  }
}
