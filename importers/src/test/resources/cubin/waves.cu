#include "vectors.cuh"

extern "C" __global__ void plain(int n, const float* x, float* y) {
  int i = blockIdx.x * blockDim.x + threadIdx.x;
  if (i < n) {
    y[i] = poly(x[i]);
  }
}

extern "C" __global__ void tiles(int n, const float* x, float* y) {
  __shared__ float tile[256];
  int i = threadIdx.x;
  tile[i] = cube(x[i]);
  __syncthreads();
  y[i] = poly(tile[(i + n) % 256]) + sum(x, n);
}
