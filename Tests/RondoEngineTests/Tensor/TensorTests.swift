import Testing

@testable import RondoEngine

struct TensorTests {
  @Test func `a copy keeps its values when the original changes`() {
    var x = Tensor<Float>([1, 2, 3, 4], shape: [2, 2])
    let copy = x
    x[0, 1] = 5
    x[flat: 3] = 6
    x.withUnsafeMutableBuffer { $0[0] = 7 }
    #expect(x.scalars == [7, 5, 3, 6] && copy.scalars == [1, 2, 3, 4])
  }

  @Test func `a part of a model's memory becomes its own when it is changed`() {
    var model = Inputs<Float>(tensors: [Tensor([1, 2]), Tensor([3])])
    _ = model.packParameters()
    let before = model
    model.tensors[1][flat: 0] = 9
    #expect(model.tensors[1].scalars == [9] && model.tensors[0].scalars == [1, 2])
    #expect(before.tensors[1].scalars == [3])
    #expect(model.packParameters().count == 3)
    #expect(model.tensors.map(\.scalars) == [[1, 2], [9]])
  }

  @Test func `a reshaped tensor has the same elements in the same order`() {
    let x = Tensor<Double>((0..<24).map { Double($0) }, shape: [2, 3, 4])
    let y = x.reshaped(to: [4, 6])
    #expect(y.scalars == x.scalars && y[1, 0] == 6 && x[1, 2, 3] == 23)
  }

  @Test func `equality is that of shapes and numbers`() {
    let x = Tensor<Float>([0, 1], shape: [2])
    #expect(x == Tensor([-0.0, 1]))
    #expect(x != Tensor([0, 1], shape: [1, 2]))
    #expect(Tensor<Float>([.nan]) != Tensor([.nan]))
  }

  @Test(arguments: [
    ([], 1, 1, 1), ([5], 5, 5, 1), ([2, 3], 6, 3, 2), ([2, 3, 4], 24, 4, 6), ([2, 0], 0, 0, 0),
  ])
  func `a shape counts elements, columns and rows`(
    extents: [Int], count: Int, columns: Int, rows: Int
  ) {
    let shape = Shape(extents)
    #expect(shape.elementCount == count && shape.columns == columns && shape.rows == rows)
    #expect(Array(shape) == extents && shape.rank == extents.count)
    #expect(shape.description == "\(extents)")
  }

  @Test func `shapes of different rank differ even where the rest is 1`() {
    #expect(Shape([3]) != Shape([3, 1]))
    #expect(Shape([3, 1]).withColumns(2) == [3, 2])
  }

  @Test func `a description shows the shape and the first elements`() {
    #expect(Tensor<Float>([1, 2]).description == "Tensor[2](1.0, 2.0)")
    #expect(
      Tensor<Float>(zeros: [3, 3]).description
        == "Tensor[3, 3](0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, …)")
  }
}
