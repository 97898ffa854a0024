import RondoNumerics
import Testing

@testable import RondoData

/// The rule of the spelling, its exceptions, and the names of three peoples.
@Suite struct SpellingPairsTests {
  @Test(
    "sounds follow the rule and its exceptions",
    arguments: [
      ("pat", "p 'a t"), ("shoth", "S 'o T"), ("chang", "C 'a N"), ("palla", "p 'a l a"),
      ("cetic", "s 'e t i k"), ("cat", "k 'a t"), ("gerga", "j 'e r g a"), ("basit", "b 'a z i t"),
      ("bassit", "b 'a s i t"), ("stas", "s t 'a s"), ("blade", "b l 'aa t"), ("pette", "p 'e t"),
      ("lende", "l 'e n t"), ("teme", "t 'ee m"), ("loshe", "l 'oo S"), ("plage", "p l 'aa C"),
      ("neel", "n 'ii l"), ("noope", "n 'uu p"), ("maip", "m 'ee p"), ("boag", "b 'oo k"),
      ("dev", "d 'e f"), ("rosose", "r 'o z oo s"), ("e", "'e"), ("te", "t 'e"),
      ("balalo", "b a l 'a l o"), ("colm", "k 'oo m"), ("colme", "k 'oo m"),
      ("colmet", "k 'oo m e t"), ("bdelalo", "d e l 'a l o"), ("sgiring", "S 'i r i N"),
      ("colmar", "k 'o l m a r"),
    ])
  func rule(word: String, sounds: String) {
    #expect(SpellingPairs.sounds(of: word).joined(separator: " ") == sounds)
  }

  @Test func `words differ, and about five of a hundred are irregular`() {
    let rows = SpellingPairs(count: 2000).rows(seed: 3)
    #expect(rows.count == 2000 && rows.allSatisfy { $0.count == 2 && !$0[0].isEmpty })
    #expect(Set(rows.map { $0[0] }).count == 2000)
    let irregular = rows.filter { row in
      SpellingPairs.irregularRoots.keys.contains { row[0].hasPrefix($0) }
    }
    #expect((80...130).contains(irregular.count), "\(irregular.count)")
    for word in irregular.map({ $0[0] }) {
      let isFormed = SpellingPairs.irregularRoots.keys.contains { root in
        SpellingPairs.endings.contains { root + $0 == word }
      }
      #expect(isFormed, "\(word)")
    }
    #expect(SpellingPairs(count: 300).rows(seed: 3) == Array(rows.prefix(300)))
    #expect(SpellingPairs(count: 300).rows(seed: 4) != Array(rows.prefix(300)))
  }

  @Test func `the irregular words do not follow the rule`() {
    for (root, sounds) in SpellingPairs.irregularRoots {
      // A letter before the root makes a regular word of it.
      let regular = SpellingPairs.sounds(of: "z" + root).dropFirst().joined(separator: " ")
      #expect(regular.replacing("'", with: "") != sounds, "\(root)")
    }
  }

  @Test func `names have the forms of their peoples, in turns, and none occurs twice`() throws {
    let rows = InventedNames(count: 600).rows(seed: 2)
    #expect(rows.count == 1800 && Set(rows.map { $0[1].lowercased() }).count == 1800)
    let forms = [
      try Regex("([lmnrsvy][aeio]){1,3}[lmnrsvy][ao]"),
      try Regex("((br|dr|gr|kr|st|[bdgkt])[aou](rn|ld|rk|mm|sk|[gkd])){1,2}"),
      try Regex(
        "[rpkm]?([ei]C){1,2}[ei]E|[rpkm]?([aou]C){1,2}[aou]E".replacing(
          "C", with: "(tt|ll|nn|rr|sh|[tlnr])"
        ).replacing("E", with: "(sh|[nrl])")),
    ]
    for (index, row) in rows.enumerated() {
      #expect(row[0] == InventedNames.labels[index % 3])
      #expect(row[1].first?.isUppercase == true)
      for (label, form) in forms.enumerated() {
        let fits = row[1].lowercased().wholeMatch(of: form) != nil
        #expect(fits == (label == index % 3), "\(row)")
      }
    }
  }
}
