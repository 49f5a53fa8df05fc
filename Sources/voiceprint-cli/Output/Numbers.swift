internal import Foundation

/// A ratio with its sign and two decimals.
func signed(_ value: Double) -> String {
  let text = String(format: "%.2f", abs(value))
  return (value < 0 ? "−" : "+") + text
}

/// A number with a fixed number of decimals.
func fixed(_ value: Double, _ decimals: Int) -> String { String(format: "%.\(decimals)f", value) }

/// A duration in seconds, for people.
func seconds(_ value: Double) -> String { fixed(value, 1) + " s" }

/// A probability as a percentage that never rounds to certainty.
func percentage(_ share: Double) -> String {
  switch share {
  case ..<0.0001: "under 0.01 %"
  case 0.9999...: "over 99.99 %"
  case 0.001..<0.999: fixed(100 * share, 1) + " %"
  default: fixed(100 * share, 2) + " %"
  }
}

/// How many times likelier, from a natural-log likelihood ratio.
func times(_ logLikelihoodRatio: Double) -> String {
  let magnitude = abs(logLikelihoodRatio)
  // Beyond this, differences are those of the model and not of the voices.
  if magnitude > 20 { return "over 100 million times" }
  let value = exp(magnitude)
  if value < 10 { return fixed(value, 1) + " times" }
  let digits = pow(10, floor(log10(value)) - 1)
  return String(format: "%.0f times", (value / digits).rounded() * digits)
}

/// A span of time as minutes and seconds.
func span(_ value: Double) -> String {
  let whole = Int(max(value, 0).rounded())
  return whole < 60 ? "\(whole) s" : "\(whole / 60) min \(whole % 60) s"
}

/// A number of things, in the singular where there is one.
func counted(_ count: Int, _ thing: String) -> String { "\(count) \(thing)\(count == 1 ? "" : "s")" }
