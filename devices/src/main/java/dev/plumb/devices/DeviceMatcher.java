package dev.plumb.devices;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds which device of the catalogue a trace's device is: by its name, and among several by
 * processors, memory, compute capability and wave size. What contradicts a property is not taken,
 * even if the name fits: a slice of a GPU has not the peaks of the whole.
 */
public final class DeviceMatcher {
  /** Drivers keep a few percent of the memory to themselves, and vendors' GB may be GiB. */
  private static final double MEMORY_TOLERANCE = 0.1;

  /** NVIDIA's Multi-Instance GPU: "NVIDIA A100-SXM4-40GB MIG 1g.5gb". */
  private static final Pattern PART = Pattern.compile("\\bMIG\\b");

  /** Some profilers know only the architecture of an AMD GPU, maybe with ":sramecc+:xnack-". */
  private static final Pattern GFX = Pattern.compile("\\bgfx[0-9a-f]{3,4}\\b");

  /** Proton's name for an NVIDIA GPU: "CUDA 90" is compute capability 9.0. */
  private static final Pattern CUDA = Pattern.compile("^CUDA (\\d{1,2})(\\d)$");

  /** What to do about a device that no file knows. */
  public static final String HOW_TO_ADD =
      "put a file for it into ~/.config/plumb/devices or the folder that PLUMB_DEVICES names;"
          + " `plumb devices h100-sxm --file` prints one to start from (docs/devices.md)";

  /** What to do where the trace does not say what the device is: then no file can find it. */
  public static final String HOW_TO_TELL =
      "say it with --device (`plumb devices` lists them), or record with a profiler that writes it"
          + " (docs/devices.md)";

  private final Collection<DeviceFile> devices;
  private final @Nullable DeviceModel assumed;

  public DeviceMatcher(DeviceCatalogue catalogue) {
    this.devices = catalogue.files();
    this.assumed = catalogue.assumed();
  }

  /** The device of which a trace tells only the name. */
  public DeviceMatch match(String name) {
    return match(ObservedDevice.named(name));
  }

  /** The device of which a trace tells this much. */
  public DeviceMatch match(ObservedDevice seen) {
    DeviceMatch found = recognise(seen);
    return found instanceof DeviceMatch.Matched || assumed == null
        ? found
        : new DeviceMatch.Matched(assumed, "as --device says");
  }

  private DeviceMatch recognise(ObservedDevice seen) {
    String name = seen.name().strip();
    if (PART.matcher(name).find()) {
      return new DeviceMatch.Unknown(
          "\"" + name + "\" is a part of a GPU, which has not the figures of the whole",
          HOW_TO_ADD);
    }
    List<DeviceModel> named = name.isEmpty() ? List.of() : named(name);
    if (!named.isEmpty()) {
      return among(named, seen, "name");
    }
    List<DeviceModel> alike = ofArchitecture(name);
    if (!alike.isEmpty()) {
      return among(alike, seen, "architecture");
    }
    // Some drivers say "AMD Radeon Graphics" or nothing; architecture and size may be enough.
    String capability = seen.computeCapability();
    boolean nameless = name.isEmpty() || name.equalsIgnoreCase("AMD Radeon Graphics");
    if (nameless && capability != null && seen.processors() > 0) {
      alike =
          named(names -> Objects.equals(capability, names.computeCapability())).stream()
              .filter(device -> isProven(device, seen))
              .toList();
      if (!alike.isEmpty()) {
        return among(alike, seen, "compute capability");
      }
    }
    String said = said(seen);
    return new DeviceMatch.Unknown(
        (name.isEmpty()
                ? "the trace does not name the device"
                : "no device file knows the name \"" + name + "\"")
            + (said.isEmpty() ? "" : " (it has " + said + ")"),
        name.isEmpty() ? HOW_TO_TELL : HOW_TO_ADD);
  }

  private List<DeviceModel> named(String name) {
    List<DeviceModel> exact = named(names -> names.isExactly(name));
    return exact.isEmpty() ? named(names -> names.isOfFamily(name)) : exact;
  }

  /** Devices whose names are as wanted; only their files are read whole. */
  private List<DeviceModel> named(Predicate<DeviceNames> wanted) {
    return devices.stream()
        .filter(file -> wanted.test(file.names()))
        .map(DeviceFile::model)
        .toList();
  }

  /** Devices of the architecture that stands in place of a name. */
  private List<DeviceModel> ofArchitecture(String name) {
    Matcher gfx = GFX.matcher(name);
    if (gfx.find()) {
      return named(names -> gfx.group().equals(names.gfx()));
    }
    Matcher cuda = CUDA.matcher(name);
    if (cuda.find()) {
      String capability = cuda.group(1) + "." + cuda.group(2);
      return named(names -> names.gfx() == null && capability.equals(names.computeCapability()));
    }
    return List.of();
  }

  private static DeviceMatch among(List<DeviceModel> named, ObservedDevice seen, String by) {
    List<DeviceModel> fitting =
        named.stream().filter(device -> contradiction(device, seen).isEmpty()).toList();
    if (fitting.size() > 1 && seen.clockHz() > 0) {
      // The same chip on another board: only the clock tells a V100's SXM2 from its PCIe.
      List<DeviceModel> clocked = fitting.stream().filter(each -> isClocked(each, seen)).toList();
      if (clocked.size() == 1) {
        return new DeviceMatch.Matched(
            clocked.getFirst(),
            by + proofs(clocked.getFirst(), seen) + ", " + seen.clockHz() / 1_000_000 + " MHz");
      }
    }
    if (fitting.size() == 1) {
      return new DeviceMatch.Matched(fitting.getFirst(), by + proofs(fitting.getFirst(), seen));
    }
    if (fitting.isEmpty()) {
      DeviceModel nearest = named.getFirst();
      return new DeviceMatch.Unknown(
          "\""
              + seen.name()
              + "\" sounds like "
              + nearest.name()
              + ", but "
              + contradiction(nearest, seen)
              + "; it may be a part of one (MIG, a partition) or another variant",
          HOW_TO_ADD);
    }
    return new DeviceMatch.Ambiguous(fitting, missing(seen));
  }

  /** Vendors round to 5 MHz; a clock that somebody set lower is no proof against a device. */
  private static boolean isClocked(DeviceModel device, ObservedDevice seen) {
    OptionalDouble clock = device.value(FigureKey.CLOCK);
    return clock.isPresent() && Math.abs(clock.getAsDouble() - seen.clockHz()) <= 5_000_000;
  }

  /** What the trace says of a device beside its name, for people. */
  private static String said(ObservedDevice seen) {
    List<String> said = new ArrayList<>();
    if (seen.processors() > 0) {
      said.add(seen.processors() + " processors");
    }
    if (seen.memoryBytes() > 0) {
      said.add(gib((double) seen.memoryBytes()));
    }
    if (seen.computeCapability() != null) {
      said.add("compute capability " + seen.computeCapability());
    }
    return String.join(", ", said);
  }

  private static String missing(ObservedDevice seen) {
    List<String> missing = new ArrayList<>();
    if (seen.processors() == 0) {
      missing.add("number of processors");
    }
    if (seen.memoryBytes() == 0) {
      missing.add("size of the memory");
    }
    return missing.isEmpty() ? "a full name" : String.join(" and ", missing);
  }

  /** What of {@code seen} cannot be this device's; "" where everything can. */
  private static String contradiction(DeviceModel device, ObservedDevice seen) {
    OptionalDouble processors = device.processors();
    if (seen.processors() > 0
        && processors.isPresent()
        && processors.getAsDouble() != seen.processors()) {
      return "has "
          + seen.processors()
          + " "
          + device.processor()
          + "s instead of "
          + (long) processors.getAsDouble();
    }
    OptionalDouble memory = device.memoryBytes();
    if (seen.memoryBytes() > 0 && memory.isPresent() && !near(seen, memory.getAsDouble())) {
      return "has " + gib((double) seen.memoryBytes()) + " instead of " + gib(memory.getAsDouble());
    }
    String capability = device.names().computeCapability();
    if (seen.computeCapability() != null
        && capability != null
        && !capability.equals(seen.computeCapability())) {
      return "has compute capability " + seen.computeCapability() + " instead of " + capability;
    }
    OptionalDouble wave = device.value(FigureKey.WAVE_SIZE);
    if (seen.waveSize() > 0 && wave.isPresent() && wave.getAsDouble() != seen.waveSize()) {
      return "has waves of " + seen.waveSize() + " threads";
    }
    return "";
  }

  private static boolean near(ObservedDevice seen, double bytes) {
    return Math.abs(seen.memoryBytes() - bytes) <= MEMORY_TOLERANCE * bytes;
  }

  private static String gib(double bytes) {
    return Math.round(bytes / (1L << 30)) + " GiB";
  }

  /** Whether processors and the rest are this device's, without a name. */
  private static boolean isProven(DeviceModel device, ObservedDevice seen) {
    OptionalDouble processors = device.processors();
    return processors.isPresent()
        && processors.getAsDouble() == seen.processors()
        && contradiction(device, seen).isEmpty();
  }

  private static String proofs(DeviceModel device, ObservedDevice seen) {
    List<String> proofs = new ArrayList<>();
    if (seen.processors() > 0 && device.processors().isPresent()) {
      proofs.add(seen.processors() + " " + device.processor() + "s");
    }
    if (seen.memoryBytes() > 0 && device.memoryBytes().isPresent()) {
      proofs.add(gib((double) seen.memoryBytes()));
    }
    return proofs.isEmpty() ? "" : ", " + String.join(", ", proofs);
  }
}
