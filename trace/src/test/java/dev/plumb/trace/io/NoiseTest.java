package dev.plumb.trace.io;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumb.trace.io.ContainersTest.Packing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.Size;

/** Nonsense never throws anything but what is documented; draining it is the test. */
class NoiseTest {
  private static final List<String> MAGIC =
      List.of("1f8b08", "28b52ffd", "5a2a4d18", "fd377a585a00", "504b0304", "504b0506");

  @Property(tries = 500, shrinking = ShrinkingMode.OFF)
  void noiseBehindAMagicIsSurvived(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    byte[] noise = new byte[random.nextInt(3000)];
    random.nextBytes(noise);
    String magic = MAGIC.get(random.nextInt(MAGIC.size()));

    drain(Pack.concat(HexFormat.of().parseHex(magic), noise));
  }

  @Property(tries = 500, shrinking = ShrinkingMode.OFF)
  void mutatedContainersAreSurvived(
      @ForAll @Size(min = 1, max = 3) List<Packing> packings, @ForAll long seed)
      throws IOException {
    Random random = new Random(seed);
    byte[] packed = Pack.text(random.nextInt(5000) + 1);
    for (Packing packing : packings) {
      if (random.nextInt(3) == 0) {
        packed = mutated(packed, random);
      }
      packed = packing.pack(packed);
    }

    drain(mutated(packed, random));
  }

  /** With some bytes changed, and perhaps a piece repeated, lost or cut off. */
  private static byte[] mutated(byte[] bytes, Random random) {
    byte[] changed = bytes.clone();
    for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
      changed[random.nextInt(bytes.length)] =
          (byte) (random.nextBoolean() ? 0xff : random.nextInt());
    }
    int from = random.nextInt(bytes.length + 1);
    int to = random.nextInt(bytes.length + 1);
    return switch (random.nextInt(4)) {
      case 0 -> Arrays.copyOf(changed, from);
      case 1 ->
          Pack.concat(Arrays.copyOf(changed, from), Arrays.copyOfRange(changed, to, bytes.length));
      default -> changed;
    };
  }

  private static void drain(byte[] bytes) throws IOException {
    Drained stream = Drained.stream(Drained.dribbling(bytes, bytes.length), Limits.DEFAULTS);
    Path path = Files.createTempFile("plumb", ".bin");
    try {
      Files.write(path, bytes);
      Drained file = Drained.file(path);
      assertThat(file.contents().isEmpty()).isEqualTo(file.failure() != null);
    } finally {
      Files.delete(path);
    }
    assertThat(stream.contents().isEmpty()).isEqualTo(stream.failure() != null);
  }
}
