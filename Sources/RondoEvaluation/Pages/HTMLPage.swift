import RondoFiles

/// A self-contained HTML page: no external fonts, images, scripts or styles, and a content security
/// policy that allows none. Readable on light and dark screens and on paper; also well-formed XML.
///
/// `Sendable`.
package struct HTMLPage: Sendable {
  /// The title of the window and the first heading, in plain text.
  var title: String
  /// CSS rules in addition to the common ones.
  var style = ""
  /// The content below the heading, in HTML.
  var body: String
  /// A script that is not required to read the page.
  package var script = ""

  package init(title: String, style: String = "", body: String, script: String = "") {
    (self.title, self.style, self.body, self.script) = (title, style, body, script)
  }

  /// The page as text, UTF-8 when written.
  package var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8"/>
    <meta name="viewport" content="width=device-width, initial-scale=1"/>
    <meta name="color-scheme" content="light dark"/>
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
    style-src 'unsafe-inline'; script-src 'unsafe-inline'"/>
    <title>\(title.printable.escapedForXML)</title>
    <style>
    \(Self.commonStyle)\(style)</style>
    </head>
    <body>
    <main>
    <h1>\(title.printable.escapedForXML)</h1>
    \(body)</main>
    \(script.isEmpty ? "" : "<script>\n\(script)</script>\n")</body>
    </html>

    """
  }

  private static let commonStyle = """
    :root { color-scheme: light dark; --page: #ffffff; --ink: #15181d; --faint: #5c6470;
      --line: #d5d9df; --panel: #f4f6f8; --first: #1f5fa8; --second: #b4521a; --third: #2c7a4b; }
    @media (prefers-color-scheme: dark) {
      :root { --page: #14171c; --ink: #e8eaed; --faint: #a3abb6; --line: #3a414b;
        --panel: #1d2229; --first: #7db4f0; --second: #f0a36b; --third: #7fcf9f; } }
    body { margin: 0; background: var(--page); color: var(--ink);
      font: 16px/1.5 system-ui, sans-serif; }
    main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 5rem; }
    h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; overflow-wrap: anywhere; }
    h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
    p { margin: .5rem 0; }
    .faint { color: var(--faint); font-size: .875rem; }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
    th, td { padding: .15rem .9rem .15rem 0; text-align: start; vertical-align: baseline; }
    th { font-weight: 600; color: var(--faint); }
    td { overflow-wrap: anywhere; }
    .number { text-align: end; }
    .scroll { overflow-x: auto; }
    svg { display: block; max-width: 100%; height: auto; font: 12px system-ui, sans-serif; }
    svg:not([fill]) text { fill: var(--faint); }

    """
}

/// A table of two columns: names and values, which are plain text.
package struct FactTable {
  private var rows: [String] = []

  package init() {}

  /// Adds a row of plain text.
  package mutating func add(_ name: String, _ value: String) {
    add(name, html: value.printable.escapedForXML)
  }

  /// Adds a row whose value is HTML.
  package mutating func add(_ name: String, html: String) {
    rows.append(
      "<tr><th scope=\"row\">\(name.printable.escapedForXML)</th><td dir=\"auto\">\(html)</td></tr>\n"
    )
  }

  package var html: String { "<table>\n\(rows.joined())</table>\n" }
}
