package dev.plumb.cli;

import dev.plumb.devices.DeviceCatalogue;
import dev.plumb.devices.DeviceJson;
import dev.plumb.devices.DeviceMatch;
import dev.plumb.devices.DeviceMatcher;
import dev.plumb.devices.DeviceModel;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code plumb devices}: the catalogue of hardware. */
@Command(
    name = "devices",
    description = "List what GPUs, TPUs, NPUs and CPUs can do, each number with its source.",
    footer = {
      "",
      "Device files of your own are read from plumb/devices in the configuration",
      "folder (XDG_CONFIG_HOME or ~/.config), from the folder that PLUMB_DEVICES",
      "names, and from --devices."
    })
final class DevicesCommand implements Callable<Integer> {
  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description =
          "Only this device, with all its figures: an id, a name as in a trace, or a part of one.")
  private @Nullable String name;

  @Option(names = "--json", description = "Print one JSON object (schema plumb.devices/1).")
  private boolean json;

  @Option(
      names = "--file",
      description = "Print the file of the device, to start another one from.")
  private boolean file;

  @Option(
      names = "--devices",
      paramLabel = "DIR",
      description = "Read the device files in this folder too.")
  private @Nullable Path folder;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    DeviceCatalogue catalogue = DeviceCatalogue.with(folders());
    PrintWriter out = spec.commandLine().getOut();
    List<DeviceModel> wanted =
        name == null ? List.copyOf(catalogue.all()) : wanted(catalogue, name);
    if (file) {
      out.print(file(catalogue, wanted));
    } else if (json) {
      out.print(DeviceJson.text(wanted, catalogue.problems()));
    } else if (name == null) {
      out.print(DevicesText.table(wanted));
    } else {
      wanted.forEach(device -> out.print(DevicesText.figures(device)));
    }
    out.flush();
    catalogue
        .problems()
        .forEach(problem -> spec.commandLine().getErr().println("plumb: " + problem));
    return ExitCode.DONE;
  }

  private List<Path> folders() {
    List<Path> folders = new ArrayList<>(DeviceCatalogue.userFolders(System.getenv()));
    if (folder != null) {
      if (!Files.isDirectory(folder)) {
        throw CommandFailure.usage("--devices " + folder + " is no folder");
      }
      folders.add(folder);
    }
    return folders;
  }

  private static String file(DeviceCatalogue catalogue, List<DeviceModel> wanted) {
    if (wanted.size() != 1) {
      throw CommandFailure.usage(
          "--file needs one device; these " + wanted.size() + " have files: " + ids(wanted));
    }
    return catalogue.file(wanted.getFirst().id());
  }

  /** By id, else by what a trace may say, else by any part of id or name. */
  private static List<DeviceModel> wanted(DeviceCatalogue catalogue, String name) {
    DeviceModel called = catalogue.byId(name.toLowerCase(Locale.ROOT));
    if (called != null) {
      return List.of(called);
    }
    DeviceMatch match = new DeviceMatcher(catalogue).match(name);
    List<DeviceModel> found =
        switch (match) {
          case DeviceMatch.Matched one -> List.of(one.model());
          case DeviceMatch.Ambiguous several -> several.candidates();
          case DeviceMatch.Unknown none -> havingPart(catalogue.all(), name);
        };
    if (found.isEmpty()) {
      throw CommandFailure.usage(
          match.text()
              + "; `plumb devices` lists those that are known. To add it, "
              + DeviceMatcher.HOW_TO_ADD);
    }
    return found;
  }

  private static List<DeviceModel> havingPart(Collection<DeviceModel> devices, String part) {
    String wanted = part.toLowerCase(Locale.ROOT);
    return devices.stream()
        .filter(device ->
            device.id().contains(wanted) || device.name().toLowerCase(Locale.ROOT).contains(wanted))
        .toList();
  }

  private static String ids(List<DeviceModel> devices) {
    return String.join(", ", devices.stream().map(DeviceModel::id).toList());
  }
}
