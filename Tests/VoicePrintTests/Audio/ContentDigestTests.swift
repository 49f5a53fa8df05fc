import Testing
import VoicePrint

@Suite struct ContentDigestTests {
  @Test func agreesWithThePublishedVector() {
    // FIPS 180-2, appendix B.1: the digest of "abc".
    let digest = ContentDigest(of: Array("abc".utf8))
    #expect(digest.description == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }
}
