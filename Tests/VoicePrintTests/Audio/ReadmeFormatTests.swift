import Foundation
import Testing
import VoicePrint

/// The README's list of sound formats is what there is: every row is tried, and everything tried has a row.
@Suite struct ReadmeFormatTests {
  /// Cells of the rows of the list.
  private func rows() throws -> [[String]] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let text = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    let section = try #require(text.firstRange(of: "## Sound formats\n")).upperBound
    let lines = text[section...].prefix(while: { _ in true }).split(separator: "\n")
    return lines.drop { !$0.hasPrefix("|---") }.dropFirst().prefix { $0.hasPrefix("|") }.map { line in
      line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
    }
  }

  @Test func containersAreThoseThatAreDetected() throws {
    let detected = AudioContainer.allCases.filter { $0 != .raw && $0 != .rawMuLaw }.map(\.description)
    #expect(Set(try rows().map { $0[0] }) == Set(detected))
  }

  @Test func everyRowIsTried() throws {
    let tried = ContainerCodecTests.decodedHere + ContainerCodecTests.decodedOutside
    for row in try rows() where row[0] != "Musepack" {
      let pairs = tried.filter { $0.container.description == row[0] }
      #expect(!pairs.isEmpty, "\(row[0])")
      #expect(row[1].isEmpty == pairs.allSatisfy(\.needsProgram), "\(row[0])")
      for pair in pairs where pair.codec != nil && pair.container != .aiff {
        #expect(
          row[2].contains(pair.codec ?? "") || row[2].contains("others"), "\(row[0]): \(pair.codec ?? "")")
      }
    }
  }

  @Test func rawFormatsAreAllNamed() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let text = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    for encoding in RawAudioFormat.Encoding.allCases { #expect(text.contains("`\(encoding.rawValue)`")) }
  }
}
