internal import ArgumentParser
internal import Foundation
internal import VoicePrintStore

/// Where the passphrase of an archive comes from: a file, the environment, or whoever sits at the terminal.
struct PassphraseOptions: ParsableArguments {
  /// The variable of the environment.
  static let variable = "VOICEPRINT_PASSPHRASE"

  @Option(
    help: ArgumentHelp(
      "File with the passphrase, - for standard input (\(variable); else it is asked for).", valueName: "path"
    ),
    completion: .file())
  var passphraseFile: String?

  /// The passphrase of an archive that is there.
  func passphrase() throws -> ArchivePassphrase {
    ArchivePassphrase(try given() ?? Self.asked("Passphrase: "))
  }

  /// The passphrase of a new archive, asked for twice.
  func newPassphrase() throws -> ArchivePassphrase {
    if let given = try given() { return ArchivePassphrase(given) }
    let text = try Self.asked("New passphrase (at least \(ArchivePassphrase.minimumLength) characters): ")
    guard try Self.asked("Once more: ") == text else {
      throw CommandError.passphrase(reason: "the two passphrases differ: nothing was written")
    }
    return ArchivePassphrase(text)
  }

  private func given() throws -> String? {
    guard let passphraseFile else { return ProcessInfo.processInfo.environment[Self.variable] }
    let bytes: Data
    do {
      bytes =
        passphraseFile == RecordingReader.standardInput
        ? FileHandle.standardInput.readDataToEndOfFile()
        : try Data(contentsOf: URL(fileURLWithPath: passphraseFile))
    } catch {
      throw CommandError.passphrase(reason: "the passphrase in \(passphraseFile) cannot be read")
    }
    // Editors end the last line; everything else belongs to the passphrase.
    var text = String(decoding: bytes, as: UTF8.self)
    if text.last?.isNewline == true { text.removeLast() }
    return text
  }

  /// Asks at the terminal, without showing what is typed.
  private static func asked(_ question: String) throws -> String {
    let terminal = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard terminal >= 0 else {
      throw CommandError.passphrase(
        reason:
          "there is no terminal to ask for the passphrase at: give it by --passphrase-file or \(variable)")
    }
    defer { close(terminal) }
    var shown = termios()
    let isTerminal = unsafe tcgetattr(terminal, &shown) == 0
    var hidden = shown
    // Ctrl-C comes as a character, so that the terminal is never left without echo.
    hidden.c_lflag &= ~tcflag_t(ECHO | ISIG)
    if isTerminal { unsafe tcsetattr(terminal, TCSAFLUSH, &hidden) }
    defer { if isTerminal { unsafe tcsetattr(terminal, TCSAFLUSH, &shown) } }
    let file = FileHandle(fileDescriptor: terminal, closeOnDealloc: false)
    try file.write(contentsOf: Data(question.utf8))
    var line: [UInt8] = []
    while let byte = try file.read(upToCount: 1)?.first, byte != UInt8(ascii: "\n") {
      guard byte != 3 else { throw CancellationError() }
      line.append(byte)
    }
    try file.write(contentsOf: Data("\n".utf8))
    return String(decoding: line, as: UTF8.self)
  }
}
