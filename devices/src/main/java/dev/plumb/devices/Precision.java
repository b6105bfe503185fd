package dev.plumb.devices;

/**
 * Formats of the numbers that are multiplied. Sums are kept in fp32 (integers: int32) unless the
 * name says otherwise.
 */
public enum Precision {
  FP64("fp64"),
  FP32("fp32"),
  TF32("tf32"),
  FP16("fp16"),
  /** Sums in fp16 too, which some chips do faster. */
  FP16_SUM_FP16("fp16-sum-fp16"),
  BF16("bf16"),
  FP8("fp8"),
  /** Sums in fp16, which some chips do faster. */
  FP8_SUM_FP16("fp8-sum-fp16"),
  FP6("fp6"),
  FP4("fp4"),
  INT32("int32"),
  INT8("int8"),
  INT4("int4");

  private final String id;

  Precision(String id) {
    this.id = id;
  }

  /** As in names of figures ("peak.matrix.bf16"). */
  public String id() {
    return id;
  }

  /** Whether operations are counted as OP, not FLOP. */
  public boolean isInteger() {
    return id.startsWith("int");
  }
}
