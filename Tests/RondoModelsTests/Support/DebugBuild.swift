/// True in a debug build, where kernels are 20 to 150 times slower and nothing is optimised.
#if DEBUG
  let isDebugBuild = true
#else
  let isDebugBuild = false
#endif
