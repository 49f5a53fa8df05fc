/// A table of a report; the first column names the rows.
struct ReportTable {
  /// What the table holds.
  let caption: String
  /// The names of the columns.
  let head: [String]
  /// The rows, each as long as the head.
  let rows: [[String]]

  /// The table as markup, in a frame that scrolls where the page is narrow.
  var markup: String {
    let head = head.map { "<th scope=\"col\">\($0.escaped)</th>" }.joined()
    let rows = rows.map { row in
      let cells = row.dropFirst().map { "<td>\($0.escaped)</td>" }.joined()
      return "<tr><th scope=\"row\">\((row.first ?? "").escaped)</th>\(cells)</tr>"
    }.joined(separator: "\n")
    return """
      <div class="scroll" role="region" aria-label="\(caption.escaped)" tabindex="0"><table>
      <caption>\(caption.escaped)</caption>
      <thead><tr>\(head)</tr></thead>
      <tbody>
      \(rows)
      </tbody></table></div>
      """
  }
}
