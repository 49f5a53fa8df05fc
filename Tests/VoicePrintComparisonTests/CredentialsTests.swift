import Foundation
import Testing
import VoicePrintComparison

@Suite struct CredentialsTests {
  private func file(_ text: String, mode: Int = 0o600) throws -> (ScratchFolder, String) {
    let folder = try ScratchFolder()
    let path = folder.path + "/credentials"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    return (folder, path)
  }

  @Test func areReadFromAFile() throws {
    let (folder, path) = try file("# of the cloud\nclient_id = app\nclient_secret=a=b\n\njwt=x.y.z\n")
    #expect(
      try ServerCredentials(contentsOf: path)
        == ServerCredentials(clientID: "app", clientSecret: "a=b", jwt: "x.y.z"))
    _ = folder
  }

  @Test func areReadFromTheEnvironmentOfTheirSide() throws {
    let environment = [
      "VOICEPRINT_LEFT_CLIENT_ID": "app", "VOICEPRINT_LEFT_CLIENT_SECRET": "s", "VOICEPRINT_RIGHT_JWT": "",
    ]
    #expect(
      try ServerCredentials(environment: environment, prefix: "VOICEPRINT_LEFT_")
        == ServerCredentials(clientID: "app", clientSecret: "s"))
    #expect(try ServerCredentials(environment: environment, prefix: "VOICEPRINT_RIGHT_").isEmpty)
  }

  @Test func areRefusedWhereOthersCanReadThem() throws {
    let (folder, path) = try file("jwt=x", mode: 0o644)
    #expect(throws: ComparisonError.self) { try ServerCredentials(contentsOf: path) }
    _ = folder
  }

  @Test(arguments: ["client_id=app", "password=x", "jwt"]) func areRefusedWhereTheyAreNone(_ text: String)
    throws
  {
    let (folder, path) = try file(text)
    #expect(throws: ComparisonError.self) { try ServerCredentials(contentsOf: path) }
    _ = folder
  }

  @Test func addressesAreReadWithWhatTheyMean() throws {
    let local = try ServerAddress("http://127.0.0.1:8080/")
    #expect(local.text == "http://127.0.0.1:8080")
    #expect(local.host == "127.0.0.1:8080")
    #expect(local.isLoopback && !local.isEncrypted)
    let cloud = try ServerAddress("https://platform.example.com")
    #expect(!cloud.isLoopback && cloud.isEncrypted)
    #expect(try !ServerAddress("http://127.0.0.1.example.com").isLoopback)
    #expect(throws: ComparisonError.self) { try ServerAddress("https://user:secret@example.com") }
    #expect(throws: ComparisonError.invalidSide("ftp://example.com")) {
      try ServerAddress("ftp://example.com")
    }
  }
}
