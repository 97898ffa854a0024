extension Variable {
  /// Half the squared error summed over all elements, Σ ½·(y − target)².
  public func halfSquaredError(_ target: Variable) -> Variable {
    (self - target).squared().sum() * 0.5
  }

  /// The mean squared error over all elements.
  public func meanSquaredError(_ target: Variable) -> Variable {
    (self - target).squared().mean()
  }
}
