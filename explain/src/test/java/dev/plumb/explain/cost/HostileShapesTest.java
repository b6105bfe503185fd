package dev.plumb.explain.cost;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever a file says about an operator, its cost is a number or unknown: nothing is thrown. */
class HostileShapesTest {
  private static final String[] TYPES = {"fp32", "bf16", "fp8", "i64", "bool"};
  private static final String[] VALUES = {
    "=True",
    "=[]",
    "=[0]",
    "=[1,1]",
    "=[2,2,2]",
    "=[-5]",
    "=0",
    "=-1",
    "=7",
    "=99999999999",
    "=same",
    "=[1",
    "=x",
    "=[9223372036854775807]"
  };

  private final Random random = new Random(42);

  private String argument() {
    return switch (random.nextInt(6)) {
      case 0 -> "-";
      case 1 -> VALUES[random.nextInt(VALUES.length)];
      case 2 -> "{" + (random.nextBoolean() ? tensor() + "," + tensor() : tensor()) + "}";
      default -> tensor();
    };
  }

  private String tensor() {
    StringBuilder dims = new StringBuilder(TYPES[random.nextInt(TYPES.length)]).append('[');
    int rank = random.nextInt(6);
    for (int i = 0; i < rank; i++) {
      long extent =
          switch (random.nextInt(8)) {
            case 0 -> 0;
            case 1 -> Long.MAX_VALUE;
            case 2 -> -1;
            default -> 1 + random.nextInt(9);
          };
      dims.append(i == 0 ? "" : ",").append(extent);
    }
    return dims.append(']').toString();
  }

  @Test
  void everyModelAnswersWhateverTheArguments() {
    for (CostFamily family : CostModels.ALL) {
      for (String operator : family.operators()) {
        for (int i = 0; i < 300; i++) {
          call(operator);
        }
      }
    }
    for (int i = 0; i < 1000; i++) {
      call("triton_poi_fused_add_0");
      call("triton_tem_fused_mm_0");
    }
  }

  private void call(String operator) {
    StringBuilder text = new StringBuilder(operator);
    int count = random.nextInt(12);
    for (int i = 0; i < count; i++) {
      text.append(' ').append(argument());
    }
    String call = text.toString();
    assertThatCode(() -> Calls.cost(call)).as(call).doesNotThrowAnyException();
  }
}
