import RondoFiles

extension SurprisalPage {
  /// What the colours mean.
  var legend: String {
    let bounds = SurprisalLevel.bounds
    let swatches = (0...bounds.count).map { level in
      let label = level == 0 ? "&lt; \(bounds[0])" : bounds[level - 1].coordinate
      return "<li class=\"s\(level)\">\(label)</li>"
    }
    return "<h2>Colours: nats from</h2>\n<ul class=\"legend\">\(swatches.joined())</ul>\n"
      + "<p class=\"faint\" id=\"help\">Point at a letter, or click into the text and use the arrow "
      + "keys, to see what it cost, its rank, the entropy in its place (the cost that was to be "
      + "expected) and what the model thought most probable.</p>\n"
  }

  static let panel = "<div id=\"panel\" role=\"status\" dir=\"auto\" hidden=\"\"></div>\n"

  static let style = """
    .legend { display: flex; flex-wrap: wrap; list-style: none; margin: 0; padding: 0;
      border: 1px solid var(--line); width: fit-content; max-width: 100%; }
    .legend li { padding: .1rem .5rem; min-width: 2.4rem; text-align: center; }
    #pieces { font-size: 1.125rem; line-height: 1.7; border: 1px solid var(--line);
      padding: .75rem; border-radius: .25rem; }
    #pieces section { content-visibility: auto; contain-intrinsic-size: auto 60rem; }
    #pieces div { white-space: pre-wrap; overflow-wrap: anywhere; text-align: start; }
    #pieces .c { font-size: .75em; opacity: .85; }
    #pieces .at { outline: 2px solid var(--second); outline-offset: -1px; }
    #panel { position: fixed; inset: auto 0 0 0; padding: .5rem 1rem; white-space: pre-wrap;
      background: var(--panel); border-top: 1px solid var(--line); text-align: start; }
    \(SurprisalLevel.rules(onDark: false))@media (prefers-color-scheme: dark) {
    \(SurprisalLevel.rules(onDark: true))}
    @media print { #panel { display: none; } #pieces span { print-color-adjust: exact; } }

    """

  /// Shows in the panel what the piece under the pointer, or chosen by the arrow keys, says.
  static let script = """
    (() => {
      const text = document.getElementById('pieces');
      const panel = document.getElementById('panel');
      const pieces = text.getElementsByTagName('span');
      let at = null;
      const show = (piece) => {
        if (!piece || piece === at) return;
        if (at) at.classList.remove('at');
        at = piece;
        at.classList.add('at');
        panel.textContent = piece.title;
        panel.hidden = false;
      };
      text.addEventListener('pointerover', (e) => show(e.target.closest('#pieces span')));
      text.addEventListener('click', (e) => show(e.target.closest('#pieces span')));
      text.addEventListener('keydown', (e) => {
        const step = { ArrowLeft: -1, ArrowRight: 1 }[e.key];
        if (!step) return;
        e.preventDefault();
        const now = at ? Array.prototype.indexOf.call(pieces, at) : -1;
        show(pieces[Math.max(0, Math.min(pieces.length - 1, now + step))]);
        at.scrollIntoView({ block: 'nearest' });
      });
    })();

    """
}
