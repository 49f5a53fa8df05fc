internal import Foundation
package import VoicePrint

/// A scripted set of work: speakers with their recordings in order, and then conversations.
package struct ComparisonWork: Equatable, Sendable {
  /// A speaker and what is asked about them, in order.
  package struct Speaker: Equatable, Sendable {
    /// Who it is.
    package let id: SpeakerID
    /// A question for each recording.
    package let steps: [WorkStep]
  }

  /// The speakers in the order of their ids.
  package let speakers: [Speaker]
  /// The conversations in the order of their names.
  package let conversations: [WorkStep]

  /// Everything that is asked, in order.
  package var steps: [WorkStep] { speakers.flatMap(\.steps) + conversations }

  /// Work from its parts.
  ///
  /// - Parameters:
  ///   - speakers: with their recordings, at least one each.
  ///   - conversations: recordings of several of them.
  package init(speakers: [(id: SpeakerID, files: [WorkFile])], conversations: [WorkFile] = []) {
    self.speakers = speakers.map { id, files in
      Speaker(id: id, steps: files.indices.map { .enrolling(id, files[...$0]) })
    }
    let last = self.speakers.compactMap(\.steps.last)
    self.conversations = conversations.map { .identifying($0, after: last) }
  }

  /// Work that lies in folders.
  ///
  /// - Parameters:
  ///   - folder: has a folder with a folder for each speaker, named by the id, in which the names of the recordings give
  ///     their order; numbers in names count as numbers.
  ///   - conversations: a folder of recordings.
  ///   - prefix: put before each id.
  ///   - limit: at most so many recordings of each speaker; nil for all.
  /// - Throws: ``ComparisonError``, or `EnrollmentError/invalidSpeakerID(_:)` for a folder whose name is no id.
  package init(
    speakers folder: String, conversations: String? = nil, prefix: String = "", limit: Int? = nil
  ) throws {
    let folders = try Self.entries(of: folder).filter(\.isFolder)
    guard !folders.isEmpty else { throw ComparisonError.noSpeakers(folder: folder) }
    let found = try folders.map { entry in
      let id = try SpeakerID(prefix + entry.name)
      let files = try Self.entries(of: entry.path).filter { !$0.isFolder }.prefix(limit ?? .max)
      guard !files.isEmpty else { throw ComparisonError.noRecordings(folder: entry.path) }
      return (id: id, files: try files.map(Self.file))
    }
    let others = try conversations.map { folder in
      let files = try Self.entries(of: folder).filter { !$0.isFolder && !Self.isText($0.name) }
      guard !files.isEmpty else { throw ComparisonError.noRecordings(folder: folder) }
      return try files.map(Self.file)
    }
    self.init(speakers: found, conversations: others ?? [])
  }

  private struct Entry {
    let path: String
    let name: String
    let isFolder: Bool
  }

  /// Who spoke when is often kept beside the recording.
  private static func isText(_ name: String) -> Bool {
    ["rttm", "txt", "json", "csv", "svg", "html"].contains(
      URL(fileURLWithPath: name).pathExtension.lowercased())
  }

  /// What is in a folder and not hidden, links followed.
  private static func entries(of folder: String) throws(ComparisonError) -> [Entry] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
      throw .unreadable(path: folder, reason: error.localizedDescription)
    }
    return names.filter { !$0.hasPrefix(".") }.sorted { left, right in
      switch left.compare(right, options: [.numeric]) {
      case .orderedAscending: true
      case .orderedDescending: false
      case .orderedSame: left < right
      }
    }.map { name in
      let path = folder + "/" + name
      return Entry(path: path, name: name, isFolder: Self.isFolder(path))
    }
  }

  private static func isFolder(_ path: String) -> Bool {
    (try? FileManager.default.contentsOfDirectory(atPath: path)) != nil
  }

  private static func file(_ entry: Entry) throws(ComparisonError) -> WorkFile {
    let bytes = try Self.bytes(of: entry.path)
    return WorkFile(
      path: entry.path, name: entry.name, byteCount: bytes.count, digest: ContentDigest(of: bytes))
  }

  /// The bytes of a file.
  static func bytes(of path: String) throws(ComparisonError) -> [UInt8] {
    do {
      return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    } catch {
      throw .unreadable(path: path, reason: error.localizedDescription)
    }
  }
}

extension WorkFile {
  /// The bytes as they were when the work was put together.
  ///
  /// - Throws: ``ComparisonError/changed(path:)``, ``ComparisonError/unreadable(path:reason:)``.
  package func bytes() throws(ComparisonError) -> [UInt8] {
    let bytes = try ComparisonWork.bytes(of: path)
    guard ContentDigest(of: bytes) == digest else { throw .changed(path: path) }
    return bytes
  }
}
