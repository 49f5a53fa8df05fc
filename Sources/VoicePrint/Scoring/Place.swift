/// The enrolled speakers of the place where a decision is made, as far as the decision rests on them: where the place's
/// centre lies, and how ratios are read there.
///
/// A place takes part by at most ``capacity`` of its speakers, those whose names have the lowest
/// ``precedence(of:)``: who they are depends on who is enrolled, not on the order, and the cost of a decision does not grow with
/// the place. A speaker never takes part in a decision about himself.
public struct Place: Sendable {
  /// How many speakers take part at most: with more the centre would be no better known.
  public static let capacity = 100

  /// A speaker of the place.
  public typealias Member = (name: String, signature: VoiceSignature)

  /// A place of which nothing is known.
  public static let unknown = Place([])

  /// Those who take part, in the order of their names.
  public let names: [String]
  /// How ratios are read here; nil where the place is not calibrated.
  public let calibration: PlaceCalibration?
  /// For each view the sum of the members' embeddings; K numbers.
  let sums: [[Double]]
  /// Each member's embeddings, view by view.
  let embeddings: [String: [[Double]]]

  /// A place.
  ///
  /// - Parameters:
  ///   - members: its enrolled speakers, each once, with signatures of one model.
  ///   - calibration: how ratios are read here; one of another model is left aside.
  public init(_ members: [Member], calibration: PlaceCalibration? = nil) {
    let taking = Self.chosen(members, by: \.name)
    names = taking.map(\.name)
    self.calibration = calibration
    let views = taking.first?.signature.views.count ?? 0
    sums = (0..<views).map { view in
      var sum = [Double](repeating: 0, count: taking[0].signature.views[view].embedding.count)
      for member in taking { sum.add(member.signature.views[view].embedding) }
      return sum
    }
    embeddings = Dictionary(
      taking.map { ($0.name, $0.signature.views.map(\.embedding)) }, uniquingKeysWith: { first, _ in first })
  }

  /// Where a name stands among those who may take part: the first eight bytes of its SHA-256.
  public static func precedence(of name: String) -> UInt64 {
    ContentDigest(of: Array(name.utf8)).bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// Those of some elements who take part, in the order of their names.
  package static func chosen<Element>(_ elements: [Element], by name: (Element) -> String) -> [Element] {
    guard elements.count > capacity else { return elements.sorted { name($0) < name($1) } }
    let order = elements.indices.map { (precedence(of: name(elements[$0])), $0) }.sorted { $0 < $1 }
    return order.prefix(capacity).map { elements[$0.1] }.sorted { name($0) < name($1) }
  }

  /// How many speakers take part.
  public var count: Int { names.count }

  /// The same place read by another calibration.
  public func calibrated(_ calibration: PlaceCalibration?) -> Place { Place(self, calibration) }

  private init(_ place: Place, _ calibration: PlaceCalibration?) {
    (names, sums, embeddings) = (place.names, place.sums, place.embeddings)
    self.calibration = calibration
  }
}

/// How ratios are read at a place: a line, fitted to what its own enrollments score with each other.
public struct PlaceCalibration: Equatable, Sendable, Codable {
  /// The model that it reads ratios of.
  public var model: String
  /// The ratio where the model's own is zero, in nats.
  public var offset: Double
  /// Nats for each of the model's own; above 0.
  public var scale: Double
  /// Speakers that it rests on.
  public var speakers: Int
  /// Comparisons of two speakers that it rests on.
  public var comparisons: Int
  /// Speakers whose own samples it rests on.
  public var ownComparisons: Int
  /// Recordings without a name that it rests on.
  public var recordings: Int

  /// A calibration from its values.
  public init(
    model: ContentDigest, offset: Double, scale: Double, speakers: Int, comparisons: Int,
    ownComparisons: Int, recordings: Int
  ) {
    self.model = model.description
    (self.offset, self.scale, self.speakers) = (offset, scale, speakers)
    (self.comparisons, self.ownComparisons, self.recordings) = (comparisons, ownComparisons, recordings)
  }

  /// The ratio at the place, in nats, of a ratio of the model.
  public func logLikelihoodRatio(_ ratio: Double) -> Double { offset + scale * ratio }
}
