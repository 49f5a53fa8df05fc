internal import CLinux

/// Arrays of megabytes, on the largest pages that the system has.
///
/// Opening a model touches a hundred megabytes for the first time. In pages of 4 KB the faults cost more than all that
/// is computed meanwhile; in pages of 2 MB they cost next to nothing.
enum LargeArray {
  /// An array whose elements `fill` writes, every one of them.
  static func make<Element: BitwiseCopyable>(
    count: Int, _ fill: (UnsafeMutableBufferPointer<Element>) -> Void
  ) -> [Element] {
    unsafe [Element](unsafeUninitializedCapacity: count) { elements, initialized in
      unsafe voiceprint_prefer_large_pages(elements.baseAddress, count * MemoryLayout<Element>.stride)
      unsafe fill(UnsafeMutableBufferPointer(rebasing: elements[..<count]))
      initialized = count
    }
  }
}
