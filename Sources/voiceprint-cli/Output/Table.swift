/// Rows of text in columns as wide as they need to be.
struct Table {
  enum Alignment { case left, right }

  private let alignments: [Alignment]
  private var rows: [[String]]

  /// A table with a heading; columns after the first are aligned to the right where asked.
  init(_ heading: [String], alignments: [Alignment]) {
    precondition(heading.count == alignments.count, "an alignment for each column")
    self.alignments = alignments
    rows = [heading]
  }

  mutating func add(_ row: [String]) {
    precondition(row.count == alignments.count, "a cell for each column")
    rows.append(row)
  }

  /// The lines, the heading first.
  func lines(indented indent: Int = 0) -> [String] {
    let widths = alignments.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      let cells = row.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - row[column].count)
        return alignments[column] == .left ? row[column] + padding : padding + row[column]
      }
      let line = String(repeating: " ", count: indent) + cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }
}
