package dev.plumb.present.view;

import dev.plumb.explain.Evidence;
import dev.plumb.explain.Facts;
import dev.plumb.explain.cost.Cost;
import dev.plumb.explain.cost.OperatorGroups;
import dev.plumb.explain.cost.OperatorGroups.Group;
import dev.plumb.explain.cost.Peaks;
import dev.plumb.explain.cost.Roofline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /api/roofline}: operators by work and traffic, under what their device can do. */
final class RooflineAnswer {
  /** Dots beyond these take so little time that nobody would see them. */
  private static final int MOST = 2_000;

  private final Profiles profiles;

  RooflineAnswer(Profiles profiles) {
    this.profiles = profiles;
  }

  /** A device's memory and one kind of its units. */
  private record Roof(String device, Peaks.Peak compute, Peaks.Peak memory) {}

  /** Calls that do the same, of the whole run or of a range. */
  private record Dot(
      Group group,
      long calls,
      long busyNs,
      double flops,
      double bytes,
      @Nullable Roofline roofline,
      int roof) {}

  Answer answer(Question question) {
    Profile profile = profiles.of(question);
    OperatorGroups groups =
        profile.costs().isAvailable() ? OperatorGroups.of(profile.facts()) : null;
    Map<Roof, Integer> roofs = new LinkedHashMap<>();
    Range range = question.range();
    List<Dot> dots =
        groups == null
            ? List.of()
            : range == null ? dots(groups, roofs) : dots(profile.costs().rows(range), roofs);
    boolean available = dots.stream().anyMatch(dot -> dot.roofline() != null);
    List<Dot> shown = dots.subList(0, Math.min(MOST, dots.size()));
    Json json = new Json();
    return json.object(
            () -> {
              json.bool("available", available);
              json.text("missing", available ? null : missing(profile.facts(), groups, range));
              json.number("device_ns", groups == null ? 0 : groups.deviceNs());
              json.number("modelled_ns", groups == null ? 0 : groups.modelledNs());
              json.number("dots_total", dots.size());
              json.objects("roofs", roofs.keySet(), roof -> roof(json, roof));
              json.objects("dots", shown, dot -> dot(json, dot));
            })
        .answer();
  }

  /**
   * Groups with operations and bytes, also where no peak is known; what only moves bytes has no
   * place on a roofline.
   */
  private static List<Dot> dots(OperatorGroups groups, Map<Roof, Integer> roofs) {
    List<Dot> dots = new ArrayList<>();
    for (Group group : groups.all()) {
      Cost cost = group.cost();
      if (cost != null) {
        double flops = (double) cost.flops() * group.calls();
        double bytes = (double) cost.bytes() * group.calls();
        add(dots, group, group.calls(), group.busyNs(), flops, bytes, group.roofline(), roofs);
      }
    }
    return dots;
  }

  /** The same of the calls that start in a range, whole; most time first. */
  private static List<Dot> dots(List<OperatorCosts.Row> rows, Map<Roof, Integer> roofs) {
    List<Dot> dots = new ArrayList<>();
    for (OperatorCosts.Row row : rows) {
      add(
          dots,
          row.group(),
          row.calls(),
          row.busyNs(),
          row.flops(),
          row.bytes(),
          row.roofline(),
          roofs);
    }
    dots.sort(Comparator.comparingLong(Dot::busyNs).reversed());
    return dots;
  }

  private static void add(
      List<Dot> dots,
      Group group,
      long calls,
      long busyNs,
      double flops,
      double bytes,
      @Nullable Roofline roofline,
      Map<Roof, Integer> roofs) {
    if (!group.isOf("collective") && flops > 0 && bytes > 0 && busyNs > 0) {
      int roof = roofline == null ? -1 : roof(group.peaks(), roofline, roofs);
      dots.add(new Dot(group, calls, busyNs, flops, bytes, roofline, roof));
    }
  }

  /** Number of a roof; −1 where the device's file does not say what its units can do. */
  private static int roof(@Nullable Peaks peaks, Roofline roofline, Map<Roof, Integer> roofs) {
    if (peaks == null || Double.isInfinite(roofline.compute().perSecond())) {
      return -1;
    }
    Roof roof = new Roof(peaks.device(), roofline.compute(), roofline.memory());
    Integer known = roofs.putIfAbsent(roof, roofs.size());
    return known == null ? roofs.size() - 1 : known;
  }

  private static void roof(Json json, Roof roof) {
    json.text("device", roof.device);
    json.text("units", roof.compute.name());
    json.real("flops_per_s", roof.compute.perSecond());
    json.real("bytes_per_s", roof.memory.perSecond());
  }

  private static void dot(Json json, Dot dot) {
    json.text("operator", dot.group.operator());
    json.text("shapes", dot.group.shape());
    json.text("kernel", dot.group.kernel());
    json.number("calls", dot.calls);
    json.number("device_ns", dot.busyNs);
    json.real("flops", dot.flops);
    json.real("bytes", dot.bytes);
    Roofline roofline = dot.roofline;
    json.text("bound", roofline == null ? null : roofline.bound().label());
    json.real("efficiency", roofline == null ? Double.NaN : roofline.efficiency());
    json.number("roof", dot.roof);
  }

  private static String missing(
      Facts facts, @Nullable OperatorGroups groups, @Nullable Range range) {
    if (groups == null) {
      return "shapes of operators, and which kernels they launched; "
          + Evidence.SHAPES.howToRecord(facts);
    }
    if (range != null) {
      return "calls, in this range, of operators of which somebody knows what they compute and move";
    }
    return groups.unknownDevice() == null
        ? "operators of which somebody knows what they compute and move"
        : "peaks of the device: " + groups.unknownDevice().reason();
  }
}
