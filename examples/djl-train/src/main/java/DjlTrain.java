import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/**
 * Trains a small convolutional network in the JVM.
 *
 * <ul>
 *   <li>{@code DjlTrain FILE} profiles a few steps with PyTorch's own profiler, operators with shapes
 *       and memory.
 *   <li>{@code DjlTrain --seconds N} only trains, at least so long, for others to watch: {@code plumb demo}.
 *   <li>{@code DjlTrain --load} only loads PyTorch, which the first time unpacks it.
 * </ul>
 */
public final class DjlTrain {
  private static final Shape IMAGES = new Shape(8, 3, 32, 32);
  private static final int WARM_UP_STEPS = 10;
  private static final int PROFILED_STEPS = 5;

  /** On a busy machine too, most of what others see should be training. */
  private static final int LEAST_STEPS = 200;

  private DjlTrain() {}

  public static void main(String[] args) throws IOException {
    Engine engine = Engine.getInstance();
    System.out.printf(
        "%s %s, Java %s%n", engine.getEngineName(), engine.getVersion(), Runtime.version());
    if (args[0].equals("--load")) {
      return;
    }
    engine.setRandomSeed(0);
    try (Model model = Model.newInstance("small")) {
      model.setBlock(network());
      DefaultTrainingConfig config =
          new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
              .optOptimizer(
                  Optimizer.sgd().setLearningRateTracker(Tracker.fixed(0.01f)).build())
              .optDevices(new Device[] {Device.cpu()});
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(IMAGES);
        if (args[0].equals("--seconds")) {
          train(trainer, Double.parseDouble(args[1]));
        } else {
          profile(trainer, Path.of(args[0]));
        }
      }
    }
  }

  private static void train(Trainer trainer, double seconds) {
    long begin = System.nanoTime();
    long steps = 0;
    while (System.nanoTime() - begin < seconds * 1e9 || steps < LEAST_STEPS) {
      step(trainer);
      steps++;
    }
    System.out.printf(
        "%d steps of %.2f ms%n", steps, (System.nanoTime() - begin) / 1e6 / steps);
  }

  private static void profile(Trainer trainer, Path file) throws IOException {
    Path raw = Files.createTempFile("djl-train", ".json");
    for (int i = 0; i < WARM_UP_STEPS; i++) {
      step(trainer);
    }
    JniUtils.startProfile(false, true, true); // CUDA, shapes, memory
    for (int i = 0; i < PROFILED_STEPS; i++) {
      step(trainer);
    }
    JniUtils.stopProfile(raw.toString());
    pack(raw, file);
  }

  private static Block network() {
    return new SequentialBlock()
        .add(conv(16, 1))
        .add(BatchNorm.builder().build())
        .add(Activation.reluBlock())
        .add(conv(32, 2))
        .add(BatchNorm.builder().build())
        .add(Activation.reluBlock())
        .add(Pool.globalAvgPool2dBlock())
        .add(Blocks.batchFlattenBlock())
        .add(Linear.builder().setUnits(10).build());
  }

  private static Block conv(int filters, int stride) {
    return Conv2d.builder()
        .setKernelShape(new Shape(3, 3))
        .optStride(new Shape(stride, stride))
        .optPadding(new Shape(1, 1))
        .setFilters(filters)
        .optBias(false)
        .build();
  }

  private static void step(Trainer trainer) {
    try (NDManager manager = trainer.getManager().newSubManager()) {
      NDArray images = manager.randomNormal(IMAGES);
      NDArray labels = manager.zeros(new Shape(IMAGES.get(0)));
      try (GradientCollector gradients = trainer.newGradientCollector()) {
        NDList predictions = trainer.forward(new NDList(images));
        gradients.backward(trainer.getLoss().evaluate(new NDList(labels), predictions));
      }
      trainer.step();
    }
  }

  private static void pack(Path from, Path to) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(to))) {
      Files.copy(from, out);
    }
    Files.delete(from);
    System.out.printf("%s: %d bytes%n", to.getFileName(), Files.size(to));
  }
}
