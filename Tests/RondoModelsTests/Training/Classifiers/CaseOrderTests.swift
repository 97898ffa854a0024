import Testing

@testable import RondoModels

struct CaseOrderTests {
  private let order = CaseOrder(lengths: (0..<23).map { 1 + $0 * 7 % 10 }, batch: 4, seed: 3)

  @Test func `every case stands in one batch of an epoch, the longest of a batch first`() {
    let batches = order.batches(epoch: 0)
    #expect(batches.count == order.batchCount && batches.count == 6)
    #expect(batches.flatMap { $0 }.sorted() == Array(0..<23))
    for batch in batches {
      let lengths = batch.map { order.lengths[$0] }
      #expect(lengths == lengths.sorted(by: >) && batch.count <= 4)
    }
  }

  @Test func `another epoch or seed has another order, the same ones the same`() {
    let other = CaseOrder(lengths: order.lengths, batch: 4, seed: 4)
    #expect(order.batches(epoch: 1) == order.batches(epoch: 1))
    #expect(order.batches(epoch: 1) != order.batches(epoch: 0))
    #expect(other.batches(epoch: 1) != order.batches(epoch: 1))
  }
}
