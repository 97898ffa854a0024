import CAllocations
import RondoData
import RondoEngine
import RondoLanguageModel
import RondoModels
import RondoNumerics
import RondoText
import TestSupport
import Testing

/// A training step allocates nothing once its workspaces are there. Only where the compiler
/// optimises: it then keeps closures and small arrays on the stack.
@Suite(.enabled(if: !isDebugBuild && rondo_allocations_are_counted()))
struct AllocationTests {
  @Test func `allocations are counted`() {
    rondo_count_allocations(true)
    defer { rondo_count_allocations(false) }
    let before = rondo_allocation_count()
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 1000, alignment: 64)
    memory.storeBytes(of: 1, as: UInt8.self)
    memory.deallocate()
    #expect(rondo_allocation_count() > before)
  }

  @Test(arguments: BuiltInCell.allCases, [1, 2, 3])
  func `a training step allocates nothing after the second`(
    cell: BuiltInCell, threads: Int
  ) throws {
    try expectNone(cell, threads) { _ in }
  }

  @Test(arguments: RegularizationVariant.all, [1, 2])
  func `nor does one with regularisation`(
    variant: RegularizationVariant, threads: Int
  ) throws {
    try expectNone(.lstm, threads, variant.change)
  }

  private func expectNone(
    _ cell: BuiltInCell, _ threads: Int,
    _ change: (inout TrainingConfiguration) -> Void
  ) throws {
    let architecture = LanguageModelArchitecture(
      cell: cell, vocabularySize: 20, hiddenSize: 64, layers: 2)
    let ids = IDSequence((0..<4000).map { Int32($0 * $0 % 19) })
    var configuration = TrainingConfiguration()
    (configuration.batchSize, configuration.sequenceLength) = (32, 20)
    change(&configuration)
    var trainer = LanguageModelTrainer(
      LanguageModel(architecture, seed: 1),
      on: TextStreams(ids, batch: 32, chunkLength: 20), configuration, totalSteps: 100,
      workers: Workers(threads: threads))
    // The epoch's last chunk is shorter: afterwards nothing grows any more. Drawn lengths differ
    // from epoch to epoch, and so the longest of them.
    let epochs = configuration.randomLengths ? 20 : 1
    for _ in 0..<epochs * trainer.streams.chunkCount + 2 { _ = try trainer.advance() }
    rondo_count_allocations(true)
    let before = rondo_allocation_count()
    for _ in 0..<3 { _ = try trainer.advance() }
    let allocations = rondo_allocation_count() - before
    rondo_count_allocations(false)
    #expect(allocations == 0)
  }

  /// Drawing symbols, without turning them into text.
  @Test(
    arguments: BuiltInCell.allCases,
    [(streams: 1, threads: 1), (1, 2), (64, 1), (64, 2)])
  func `a sampling step allocates nothing after the second`(
    cell: BuiltInCell, batch: (streams: Int, threads: Int)
  ) {
    let (streams, threads) = batch
    let architecture = LanguageModelArchitecture(
      cell: cell, vocabularySize: 70, hiddenSize: 64, layers: 2)
    var configuration = SamplingConfiguration()
    (configuration.temperature, configuration.repetitionPenalty) = (0.8, 1.1)
    let generator = SymbolGenerator(
      LanguageModel(architecture, seed: 1), prompt: [3], count: streams, configuration,
      workers: Workers(threads: threads))
    for _ in 0..<2 { _ = generator.next() }
    rondo_count_allocations(true)
    let before = rondo_allocation_count()
    for _ in 0..<3 { _ = generator.next() }
    let allocations = rondo_allocation_count() - before
    rondo_count_allocations(false)
    #expect(allocations == 0)
  }

  @Test(arguments: BuiltInCell.allCases, [1, 2])
  func `a step over vectors allocates nothing after the second`(cell: BuiltInCell, threads: Int) {
    var random = RandomSource(seed: 1)
    let rnn = RNN<Float>(
      cell, inputSize: 20, hiddenSize: 64, layers: 2, skipConnections: true, random: &random)
    let stepper = RNNStepper(
      rnn, over: .vectors, batch: 32, workers: Workers(threads: threads))
    let vectors = (0..<20 * 32).map { Float($0 % 7) }
    for _ in 0..<2 { stepper.advance(vectors: vectors) }
    rondo_count_allocations(true)
    let before = rondo_allocation_count()
    for _ in 0..<3 { stepper.advance(vectors: vectors) }
    let allocations = rondo_allocation_count() - before
    rondo_count_allocations(false)
    #expect(allocations == 0)
  }
}
