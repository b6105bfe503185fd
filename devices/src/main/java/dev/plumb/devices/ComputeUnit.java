package dev.plumb.devices;

/** Where arithmetic happens; each has peaks of its own. */
public enum ComputeUnit {
  /** Lanes that work element by element: CUDA cores, stream processors, TPU VPU, SIMD of a CPU. */
  VECTOR("vector"),
  /** Units that multiply small matrices: tensor cores, matrix cores, TPU MXU, AMX. */
  MATRIX("matrix");

  private final String id;

  ComputeUnit(String id) {
    this.id = id;
  }

  /** As in names of figures ("peak.matrix.bf16"). */
  public String id() {
    return id;
  }
}
