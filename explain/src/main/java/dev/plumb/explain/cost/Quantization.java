package dev.plumb.explain.cost;

/** To fewer bits and back: two operations for each element (scale, round); each tensor once. */
public final class Quantization extends CostFamily {
  /** Bytes of scale and offset that FBGEMM puts at the end of each row. */
  private static final long ROW_SCALE = 8;

  private static final String METHOD = "2 per element; input and output once";

  Quantization() {
    super("quantize", "quantisation");
    add(
        call -> convert(call, 1, 0),
        "_C::dynamic_scaled_fp8_quant",
        "_C::static_scaled_fp8_quant",
        "_C::dynamic_per_token_scaled_fp8_quant",
        "_C::static_scaled_int8_quant",
        "_C::dynamic_scaled_int8_quant",
        "aiter::dynamic_per_token_scaled_quant",
        "aiter::dynamic_per_tensor_quant",
        "aiter::static_per_tensor_quant");
    add(
        call -> convert(call, 0, 1),
        "sgl_kernel::sgl_per_token_group_quant_fp8",
        "sgl_kernel::sgl_per_token_quant_fp8",
        "sgl_kernel::sgl_per_tensor_quant_fp8",
        "sgl_kernel::sgl_per_token_group_quant_int8");
    add(Quantization::toRows, "fbgemm::FloatToFP8RowwiseQuantized");
    add(Quantization::fromRows, "fbgemm::FP8RowwiseQuantizedToFloat");
    add(call -> resize(call, 1), "fbgemm::FloatToHFP8Quantized");
    add(call -> resize(call, ElementType.FLOAT32.bytes()), "fbgemm::HFP8QuantizedToFloat");
  }

  private static Cost convert(OperatorCall call, int from, int to) {
    Tensor in = call.tensor(from);
    return Cost.vector(
        Count.product(2, in.elements()),
        in.bytes(),
        call.tensor(to).bytes(),
        in.type().precision(),
        METHOD);
  }

  private static Cost resize(OperatorCall call, long bytes) {
    Tensor in = call.tensor(0);
    return Cost.vector(
        Count.product(2, in.elements()),
        in.bytes(),
        Count.product(in.elements(), bytes),
        ElementType.FLOAT32.precision(),
        METHOD);
  }

  private static Cost toRows(OperatorCall call) {
    Tensor in = call.tensor(0);
    long rows = in.product(0, in.rank() - 1);
    return Cost.vector(
        Count.product(2, in.elements()),
        in.bytes(),
        Count.product(rows, Count.sum(in.dim(-1), ROW_SCALE)),
        in.type().precision(),
        METHOD);
  }

  private static Cost fromRows(OperatorCall call) {
    Tensor in = call.tensor(0);
    long out = Count.product(in.product(0, in.rank() - 1), Math.max(0, in.dim(-1) - ROW_SCALE));
    return Cost.vector(
        Count.product(2, out),
        in.bytes(),
        Count.product(out, ElementType.FLOAT32.bytes()),
        ElementType.FLOAT32.precision(),
        METHOD);
  }
}
