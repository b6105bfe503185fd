__device__ __forceinline__ float cube(float x) {
  return x * x
      * x;
}

__device__ __forceinline__ float poly(float x) {
  float a = cube(x);
  return a + 2 * x;
}

__device__ __noinline__ float sum(const float* x, int n) {
  float s = 0;
  for (int i = 0; i < n; i++) {
    s += x[i] * s;
  }
  return s;
}
