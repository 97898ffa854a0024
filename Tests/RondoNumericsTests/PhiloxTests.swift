import Testing

@testable import RondoNumerics

struct PhiloxTests {
  /// The known answers for philox4x32-10 of the Random123 distribution (kat_vectors).
  @Test(
    arguments: [
      (
        [0, 0, 0, 0], [0, 0], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]
      ),
      (
        [0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff], [0xffff_ffff, 0xffff_ffff],
        [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]
      ),
      (
        [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0],
        [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]
      ),
    ] as [([UInt32], [UInt32], [UInt32])])
  func `the block function gives the published answers`(
    counter: [UInt32], key: [UInt32], answer: [UInt32]
  ) {
    #expect(Philox.block(counter: SIMD4(counter), key: SIMD2(key)) == SIMD4(answer))
  }
}

struct RandomStreamTests {
  private let stream = RandomStream(seed: 42, purpose: .general, index: 7)

  @Test func `a number depends on its position and not on the order of calls`() {
    let forward = (0..<100).map { stream.bits(at: $0) }
    let backward = (0..<100).reversed().map { stream.bits(at: $0) }
    #expect(forward == backward.reversed())
    #expect(Set(forward).count == 100)
  }

  @Test func `streams of other seeds, purposes and indices share no numbers`() {
    var seen: Set<UInt64> = []
    let far: [UInt64] = [0, 1, 2, UInt64(UInt32.max), 1 << 32, .max]
    for seed in far {
      for purpose in RandomPurpose.allCases {
        for index in far {
          let stream = RandomStream(seed: seed, purpose: purpose, index: index)
          for position in far { seen.insert(stream.bits(at: position)) }
        }
      }
    }
    #expect(seen.count == far.count * far.count * far.count * RandomPurpose.allCases.count)
  }

  @Test func `a source hands out the streams in order`() {
    var source = RandomSource(seed: 5, purpose: .shuffling)
    let streams = (0..<3).map { _ in source.next() }
    #expect(
      streams == (0..<3).map { RandomStream(seed: 5, purpose: .shuffling, index: $0) })
    #expect(RandomSource(seed: 5).purpose == .initialization)
  }

  /// Pinned: weights and samples of stored runs depend on these.
  @Test func `the numbers are those that they always were`() {
    let stream = RandomStream(seed: 1, purpose: .sampling, index: 0)
    #expect(
      (0..<3).map { stream.bits(at: $0) } == [
        934_317_296_046_813_693, 18_394_485_766_964_348_632, 8_725_623_863_288_804_425,
      ])
    #expect(
      (0..<3).map { stream.normal(at: $0) } == [
        0.322_368_376_481_917_2, -0.922_583_736_302_503_3, 0.047_663_660_034_278_424,
      ])
    #expect((0..<8).map { stream.integer(below: 10, at: $0) } == [0, 9, 4, 5, 3, 2, 6, 1])
  }
}
