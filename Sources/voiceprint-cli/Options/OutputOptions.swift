internal import ArgumentParser

/// How a command speaks.
struct OutputOptions: ParsableArguments {
  @Flag(help: "Print JSON and nothing else on standard output.")
  var json = false

  @Flag(name: .shortAndLong, help: "Print nothing but errors (and the JSON that --json asks for).")
  var quiet = false

  /// Where a command's words go.
  var output: Output { Output(json: json, quiet: quiet) }
}
