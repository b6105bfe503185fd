import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.Set;

/**
 * Runs a small network on ONNX Runtime: {@code OnnxInfer RUNS}. Three of four requests ask for all
 * outputs, the others for one by its name; the first answer is held against the network computed
 * here.
 */
public final class OnnxInfer {
  private static final int ROWS = 64;

  private OnnxInfer() {}

  static float[][] all(OrtSession session, OnnxTensor x) throws OrtException {
    try (OrtSession.Result result = session.run(Map.of("x", x))) {
      return (float[][]) result.get(0).getValue();
    }
  }

  static float[][] one(OrtSession session, OnnxTensor x) throws OrtException {
    try (OrtSession.Result result = session.run(Map.of("x", x), Set.of("y"))) {
      return (float[][]) result.get(0).getValue();
    }
  }

  /** Asks for an output that the network does not have. */
  static boolean fails(OrtSession session, OnnxTensor x) {
    try {
      session.run(Map.of("x", x), Set.of("z")).close();
      return false;
    } catch (OrtException expected) {
      return true;
    }
  }

  public static void main(String[] args) throws OrtException {
    int runs = Integer.parseInt(args[0]);
    OnnxModel model = new OnnxModel(256, 512, 128);
    float[] values = new float[ROWS * model.inputs];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 7 - 3;
    }
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1); // so that all work stands below its Java caller
      try (OrtSession session = environment.createSession(model.bytes(ROWS), options);
          OnnxTensor x =
              OnnxTensor.createTensor(
                  environment, FloatBuffer.wrap(values), new long[] {ROWS, model.inputs})) {
        check(model, values, all(session, x));
        for (int i = 1; i < runs; i++) {
          if (i % 4 == 3) {
            one(session, x);
          } else {
            all(session, x);
          }
        }
        System.out.println(runs + " runs, one failed as asked: " + fails(session, x));
      }
    }
  }

  private static void check(OnnxModel model, float[] values, float[][] answers) {
    for (int row = 0; row < ROWS; row++) {
      float[] input = new float[model.inputs];
      System.arraycopy(values, row * model.inputs, input, 0, model.inputs);
      float[] expected = model.expected(input);
      for (int i = 0; i < expected.length; i++) {
        if (Math.abs(expected[i] - answers[row][i]) > 1e-2) {
          throw new IllegalStateException(
              "row " + row + ": " + answers[row][i] + " instead of " + expected[i]);
        }
      }
    }
  }
}
