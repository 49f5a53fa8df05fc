extension Array where Element: Comparable {
  /// The element that would stand at an index if the array were sorted; in linear time on average (Hoare 1961,
  /// “Algorithm 65: FIND”).
  ///
  /// - Parameter rank: from 0 to one less than there are elements.
  /// - Returns: the element.
  package func element(ofRank rank: Int) -> Element {
    precondition(indices.contains(rank), "a rank of an element")
    var elements = self
    var (low, high) = (0, count - 1)
    while low < high {
      let pivot = elements[low + (high - low) / 2]
      var (left, right) = (low, high)
      while left <= right {
        while elements[left] < pivot { left += 1 }
        while pivot < elements[right] { right -= 1 }
        if left <= right {
          elements.swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      if rank <= right {
        high = right
      } else if rank >= left {
        low = left
      } else {
        break
      }
    }
    return elements[rank]
  }
}
