/// A page that needs nothing beside it. It is well-formed XML too, so that programs can read it.
struct ReportDocument {
  /// What a browser calls the page.
  let title: String
  /// The command that made it.
  let generator: String
  /// Header, main and footer, as markup.
  let body: String

  /// The page.
  var markup: String {
    """
    <!DOCTYPE html>
    <html lang="en" xmlns="http://www.w3.org/1999/xhtml"><head><meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="generator" content="\(generator.escaped)" />
    <title>\(title.escaped)</title>
    <style>
    \(ReportStyle.colours)\(ReportStyle.drawings)\(ReportStyle.page)</style></head>
    <body>
    \(body)
    </body></html>

    """
  }

  /// A drawing with its title and what can be seen in it.
  static func figure(_ drawing: ReportDrawing, caption: String) -> String {
    "<figure class=\"sheet\"><h3>\(drawing.title.escaped)</h3>\(drawing.inline)"
      + "<figcaption>\(caption.escaped)</figcaption></figure>"
  }

  /// Names and what they stand for; the latter is markup.
  static func list(_ entries: [(name: String, markup: String)]) -> String {
    "<dl>\n\(entries.map { "<dt>\($0.name.escaped)</dt><dd>\($0.markup)</dd>" }.joined(separator: "\n"))\n</dl>"
  }

  /// The command line that was typed, as a shell takes it, in markup.
  static func command(_ arguments: [String]) -> String {
    "<code>\(arguments.map(quoted).joined(separator: " ").escaped)</code>"
  }

  private static func quoted(_ argument: String) -> String {
    let plain = argument.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./=:,@+".contains($0)) }
    return plain && !argument.isEmpty
      ? argument : "'" + argument.replacing("'", with: "'\\''") + "'"
  }
}
