import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct EvaluationTests {
  let scene: Scene
  var place: Workplace { scene.place }
  /// A data directory whose name is not markup's.
  var data: String { place.path + "/a&b <c>" }

  init() throws {
    scene = try Scene()
    try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
    var (paths, speakers, enroll, trials) = ("", "", "", "")
    let voices = ["m1", "f3", "m7"]
    for voice in voices {
      enroll += "\(voice) \(voice)-0 \(voice)-1\n"
      for text in 0..<4 {
        paths += "\(voice)-\(text) \(scene.voices.path(voice, text))\n"
        speakers += "\(voice)-\(text) \(voice)\n"
        guard text > 1 else { continue }
        for model in voices {
          trials += "\(model) \(voice)-\(text) \(model == voice ? "target" : "nontarget")\n"
        }
      }
    }
    for (name, text) in [("wav.scp", paths), ("utt2spk", speakers), ("enroll", enroll), ("trials", trials)] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: "\(data)/\(name)"))
    }
  }

  @Test func answerHasItsFiguresAndRepeats() throws {
    let scores = place.path + "/scores"
    let run = try place.run("evaluate", "--data", data, "--json", "--scores", scores)
    let answer = try run.json
    #expect(run.status == 0 && run.errors.isEmpty)
    #expect(answer["targets"] as? Int == 6 && answer["nontargets"] as? Int == 12)
    let intervals = try #require(answer["intervals"] as? [String: [Double]])
    for key in [
      "eer", "minDCF_0.01", "minDCF_0.001", "cllr", "minCllr", "top1", "frrAtFar_0.01", "frrAtFar_0.001",
    ] {
      let value = try #require(answer[key] as? Double, "\(key)")
      let interval = try #require(intervals[key], "\(key)")
      #expect(value >= 0 && interval.count == 2 && interval[0] <= interval[1], "\(key)")
    }
    let breakdowns = try #require(answer["breakdowns"] as? [String: [[String: Any]]])
    #expect(breakdowns["enrollmentQuality"]?.reduce(0) { $0 + ($1["enrollments"] as? Int ?? 0) } == 3)

    let lines = try String(contentsOfFile: scores, encoding: .utf8).split(separator: "\n")
    let listed = try String(contentsOfFile: data + "/trials", encoding: .utf8).split(separator: "\n")
    #expect(
      lines.map { $0.split(separator: " ").prefix(2) } == listed.map { $0.split(separator: " ").prefix(2) })
    #expect(lines.allSatisfy { Double($0.split(separator: " ")[2])?.isFinite == true })

    var again = try place.run("evaluate", "--data", data, "--json", "--tasks", "1").json
    var first = answer
    (first["seconds"], again["seconds"]) = (nil, nil)
    #expect(NSDictionary(dictionary: first) == NSDictionary(dictionary: again))
  }

  @Test func tableSaysWhatTheJSONSays() throws {
    let text = try place.answer(
      "evaluate", "--data", data, "--condition", "telephone-test", "--test-seconds", "3")
    #expect(text.contains("telephone-test") && text.contains("6 target and 12 nontarget trials"))
    let answer = try place.run(
      "evaluate", "--data", data, "--condition", "telephone-test", "--test-seconds", "3", "--json"
    ).json
    let cost = try #require(answer["cllr"] as? Double)
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("C_llr") })
    #expect(line.contains(String(format: " %.4f ", cost)), "\(line)")
    #expect(try place.run("evaluate", "--data", data, "--quiet").output.isEmpty)
  }

  @Test func reportIsWellFormedAndNeedsNothingElse() throws {
    let folder = place.path + "/deep/report"
    for _ in 0..<2 { try place.answer("evaluate", "--data", data, "--report", folder, "--quiet") }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        == ["det.svg", "histogram.svg", "index.html"])
    let page = try document("\(folder)/index.html")
    let det = try document("\(folder)/det.svg")
    let histogram = try document("\(folder)/histogram.svg")
    #expect(page.elements["svg"] == 4 && page.elements["table"] ?? 0 >= 4)
    #expect(
      det.elements["svg"] == 1 && det.elements["path"] ?? 0 > 10 && histogram.elements["path"] ?? 0 > 10)
    // Every drawing says what it shows, and every name in a page is said once.
    #expect(page.elements["desc"] == 4 && det.elements["title"] == 1)
    #expect(Set(page.names).count == page.names.count)
    for document in [page, det, histogram] {
      #expect(document.links.isEmpty, "\(document.links)")
      #expect(!document.text.contains("@import") && !document.text.contains("url(h"))
      #expect(!document.text.lowercased().contains("nan") && !document.text.contains("inf"))
    }
    #expect(page.text.contains("a&b <c>") && page.text.contains("--report"))
    let identity = try #require(try place.run("model", "show", "--json").json["identity"] as? String)
    #expect(page.text.contains(identity))
  }

  @Test func whatCannotBeEvaluatedIsNamed() throws {
    #expect(try place.run("evaluate", "--data", data, "--condition", "wind").status == 64)
    #expect(try place.run("evaluate", "--data", data, "--test-seconds", "0").status == 64)
    let absent = try place.run("evaluate", "--data", place.path + "/absent")
    #expect(absent.status == 66 && absent.errors.contains("absent"))
    let unwritable = try place.run("evaluate", "--data", data, "--report", "/proc/report")
    #expect(unwritable.status == 74 && unwritable.errors.contains("/proc/report"))
    try Data("m1 m1-0 m1-1\n".utf8).write(to: URL(fileURLWithPath: data + "/enroll"))
    let unknown = try place.run("evaluate", "--data", data)
    #expect(unknown.status == 65 && unknown.errors.contains("f3"), "\(unknown)")
  }

  /// What stands in a document that is well-formed XML.
  private func document(_ path: String) throws -> Markup {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let parser = XMLParser(data: bytes)
    let markup = Markup()
    parser.delegate = markup
    #expect(parser.parse(), "\(path): \(String(describing: parser.parserError)) line \(parser.lineNumber)")
    return markup
  }

  private final class Markup: NSObject, XMLParserDelegate {
    var elements: [String: Int] = [:]
    var names: [String] = []
    var links: [String] = []
    var text = ""

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      elements[name, default: 0] += 1
      if let id = attributes["id"] { names.append(id) }
      for key in ["src", "href", "xlink:href", "srcset"] {
        if let link = attributes[key] { links.append(link) }
      }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
  }
}
