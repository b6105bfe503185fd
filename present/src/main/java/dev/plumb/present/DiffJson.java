package dev.plumb.present;

import dev.plumb.explain.FindingsDiff;
import dev.plumb.present.diff.DiffPlaces;
import dev.plumb.present.diff.DiffPlaces.Place;
import dev.plumb.present.diff.DiffSummary;
import dev.plumb.present.frames.FramePaths;
import dev.plumb.present.json.PrettyJson;
import dev.plumb.profile.Links;
import dev.plumb.profile.Run;
import dev.plumb.profile.diff.Change;
import dev.plumb.profile.diff.Cost;
import dev.plumb.profile.diff.CostDiff;
import dev.plumb.profile.diff.CostDiff.Part;
import dev.plumb.profile.diff.CostDiff.Site;
import dev.plumb.profile.diff.FamilyChange;
import dev.plumb.profile.diff.Figure;
import dev.plumb.profile.diff.KernelChange;
import dev.plumb.profile.diff.MatchQuality;
import dev.plumb.profile.diff.Noise;
import dev.plumb.profile.diff.RunDiff;
import dev.plumb.profile.diff.StepPlan;
import dev.plumb.profile.diff.TreeMatch;
import dev.plumb.profile.diff.Verdict;
import dev.plumb.trace.Ids;
import dev.plumb.trace.Trace;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** {@code plumb diff --json}: one object of schema {@code plumb.diff/1}. */
public final class DiffJson {
  /** Version of the schema; fields may be added without changing it. */
  public static final String SCHEMA = "plumb.diff/1";

  private final JsonGenerator json;
  private final RunDiff diff;
  private final TreeMatch match;
  private final DiffPlaces places;
  private final int top;
  private final FramePaths basePaths;
  private final FramePaths newPaths;

  private DiffJson(JsonGenerator json, RunDiff diff, int top) {
    this.json = json;
    this.diff = diff;
    this.match = diff.match();
    this.places = new DiffPlaces(diff);
    this.top = top;
    basePaths = new FramePaths(diff.base().tree());
    newPaths = new FramePaths(diff.fresh().tree());
  }

  /**
   * Writes the comparison; does not close {@code out}.
   *
   * @param costs what contexts are compared by
   * @param top at most so many elements of each array of contexts and kernels
   */
  public static void write(
      RunDiff diff, FindingsDiff findings, List<Cost> costs, int top, Writer out) {
    try (JsonGenerator generator = PrettyJson.to(out)) {
      new DiffJson(generator, diff, top).diff(findings, costs);
    }
  }

  private void diff(FindingsDiff findings, List<Cost> costs) {
    json.writeStartObject();
    json.writeStringProperty("schema", SCHEMA);
    run("base", diff.base(), diff.baseSteps());
    run("new", diff.fresh(), diff.newSteps());
    json.writeStringProperty("per", diff.perStep() ? "step" : "run");
    json.writeBooleanProperty("other_hardware", diff.otherHardware());
    noise();
    json.writeArrayPropertyStart("summary");
    DiffSummary.of(diff, places, costs).forEach(json::writeString);
    json.writeEndArray();
    figures();
    matches();
    json.writeArrayPropertyStart("costs");
    costs.forEach(cost -> cost(diff.cost(cost)));
    json.writeEndArray();
    kernels();
    families();
    findings(findings);
    json.writeEndObject();
  }

  private void run(String name, Run run, StepPlan plan) {
    json.writeObjectPropertyStart(name);
    json.writeArrayPropertyStart("inputs");
    for (Links links : run.inputs()) {
      Trace trace = links.trace();
      json.writeStartObject();
      json.writeStringProperty("file", trace.name());
      json.writeStringProperty("format", trace.format());
      json.writeNumberProperty("events", trace.events());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("devices");
    RunDiff.devices(run).forEach(json::writeString);
    json.writeEndArray();
    json.writeArrayPropertyStart("runtimes");
    RunDiff.runtimes(run).forEach(json::writeString);
    json.writeEndArray();
    json.writeNumberProperty("steps", run.steps().size());
    json.writeNumberProperty("steps_compared", plan.steps());
    json.writeNumberProperty("steps_left_out", plan.leftOut());
    json.writeEndObject();
  }

  private void noise() {
    json.writeObjectPropertyStart("noise");
    json.writeBooleanProperty("estimated", diff.hasNoise());
    json.writeStringProperty(
        "method",
        "difference of the medians of steps; standard errors from the median absolute deviation;"
            + " Student's t, 99 %; takes "
            + Noise.MIN_STEPS
            + " steps on each side");
    json.writeNumberProperty("relevant", Change.RELEVANT);
    json.writeEndObject();
  }

  private void change(Change change) {
    json.writeNumberProperty("base", change.base());
    json.writeNumberProperty("new", change.fresh());
    json.writeNumberProperty("change", change.difference());
    orNull("relative", change.relative());
    json.writeNumberProperty("median_shift", change.shift());
    orNull("noise", change.noise());
    json.writeStringProperty("verdict", change.verdict().label());
  }

  private void orNull(String name, double value) {
    if (Double.isFinite(value)) {
      json.writeNumberProperty(name, value);
    } else {
      json.writeNullProperty(name);
    }
  }

  private void orNull(String name, @Nullable String value) {
    if (value == null) {
      json.writeNullProperty(name);
    } else {
      json.writeStringProperty(name, value);
    }
  }

  private void figures() {
    json.writeArrayPropertyStart("figures");
    for (Figure figure : diff.figures()) {
      json.writeStartObject();
      json.writeStringProperty("id", figure.kind().id());
      json.writeStringProperty("title", figure.kind().title());
      json.writeStringProperty("unit", figure.kind().unit());
      change(figure.change());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void matches() {
    long[] counts = match.counts();
    json.writeObjectPropertyStart("contexts");
    for (MatchQuality quality : MatchQuality.values()) {
      json.writeNumberProperty(quality.label(), counts[quality.ordinal()]);
    }
    json.writeEndObject();
  }

  private void cost(CostDiff cost) {
    json.writeStartObject();
    json.writeStringProperty("id", cost.cost().id());
    json.writeStringProperty("unit", cost.cost().unit());
    change(cost.all());
    json.writeNumberProperty("base_sum", cost.baseInclusive(TreeMatch.ROOT));
    json.writeNumberProperty("new_sum", cost.newInclusive(TreeMatch.ROOT));
    json.writeNumberProperty("base_left_out", cost.baseLeftOut());
    json.writeNumberProperty("new_left_out", cost.newLeftOut());
    sites(cost);
    tops("only_new", cost, MatchQuality.ONLY_NEW);
    tops("only_base", cost, MatchQuality.ONLY_BASE);
    json.writeEndObject();
  }

  private void sites(CostDiff cost) {
    List<Site> changed = new ArrayList<>();
    long within = 0;
    for (Site site : cost.sites()) {
      Verdict verdict = site.change().verdict();
      if (verdict == Verdict.REGRESSION || verdict == Verdict.IMPROVEMENT) {
        changed.add(site);
      }
      within += verdict == Verdict.WITHIN_NOISE ? 1 : 0;
    }
    List<Site> shown = changed.subList(0, Math.min(top, changed.size()));
    List<List<Part>> parts = cost.parts(shown);
    json.writeNumberProperty("changed", changed.size());
    json.writeNumberProperty("within_noise", within);
    json.writeArrayPropertyStart("sites");
    for (int i = 0; i < shown.size(); i++) {
      Site site = shown.get(i);
      json.writeStartObject();
      place(site.row());
      change(site.change());
      json.writeNumberProperty("base_sum", site.baseSum());
      json.writeNumberProperty("new_sum", site.newSum());
      json.writeArrayPropertyStart("parts");
      for (Part part : parts.get(i).subList(0, Math.min(top, parts.get(i).size()))) {
        part(part);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void place(int row) {
    Place place = places.of(row);
    names(row);
    orNull("file", place.file());
    if (place.line() > 0) {
      json.writeNumberProperty("line", place.line());
    } else {
      json.writeNullProperty("line");
    }
    orNull("function", place.function());
    if (place.baseLine() > 0) {
      json.writeNumberProperty("base_line", place.baseLine());
    } else {
      json.writeNullProperty("base_line");
    }
    json.writeStringProperty("path", path(row));
  }

  private void names(int row) {
    int before = match.baseNode(row);
    int after = match.newNode(row);
    json.writeStringProperty("kind", match.kind(row).label());
    json.writeStringProperty("match", match.quality(row).label());
    orNull("base_name", before == Ids.NONE ? null : diff.base().tree().name(before));
    orNull("new_name", after == Ids.NONE ? null : diff.fresh().tree().name(after));
  }

  private String path(int row) {
    int after = match.newNode(row);
    return after == Ids.NONE ? basePaths.of(match.baseNode(row)) : newPaths.of(after);
  }

  private void part(Part part) {
    json.writeStartObject();
    names(part.row());
    moved(part.row());
    json.writeNumberProperty("base", part.change().base());
    json.writeNumberProperty("new", part.change().fresh());
    json.writeNumberProperty("change", part.change().difference());
    json.writeEndObject();
  }

  private void moved(int row) {
    int moved = match.movedTo(row);
    orNull("moved", moved == Ids.NONE ? null : path(moved));
  }

  private void tops(String name, CostDiff cost, MatchQuality quality) {
    List<Part> tops = cost.tops(quality);
    json.writeArrayPropertyStart(name);
    for (Part part : tops.subList(0, Math.min(top, tops.size()))) {
      json.writeStartObject();
      place(part.row());
      moved(part.row());
      json.writeNumberProperty("change", part.change().difference());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void kernels() {
    json.writeArrayPropertyStart("kernels");
    List<KernelChange> kernels = diff.kernels();
    for (KernelChange kernel : kernels.subList(0, Math.min(top, kernels.size()))) {
      json.writeStartObject();
      orNull("base_name", kernel.baseName());
      orNull("new_name", kernel.newName());
      json.writeNumberProperty("base_count", kernel.count().base());
      json.writeNumberProperty("new_count", kernel.count().fresh());
      json.writeNumberProperty("base_ns", kernel.time().base());
      json.writeNumberProperty("new_ns", kernel.time().fresh());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("new_kernels");
    diff.newKernels().forEach(json::writeString);
    json.writeEndArray();
  }

  private void families() {
    json.writeArrayPropertyStart("families");
    for (FamilyChange family : diff.families()) {
      json.writeStartObject();
      json.writeStringProperty("family", family.family().label());
      json.writeNumberProperty("base_count", family.count().base());
      json.writeNumberProperty("new_count", family.count().fresh());
      json.writeNumberProperty("base_ns", family.time().base());
      json.writeNumberProperty("new_ns", family.time().fresh());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void findings(FindingsDiff findings) {
    FindingsJson one = new FindingsJson(json);
    json.writeObjectPropertyStart("findings");
    json.writeArrayPropertyStart("appeared");
    findings.appeared().forEach(one::finding);
    json.writeEndArray();
    json.writeArrayPropertyStart("vanished");
    findings.vanished().forEach(one::finding);
    json.writeEndArray();
    json.writeArrayPropertyStart("kept");
    for (FindingsDiff.Kept kept : findings.kept()) {
      json.writeStartObject();
      json.writeStringProperty("base_id", kept.base().id());
      json.writeStringProperty("new_id", kept.fresh().id());
      json.writeStringProperty("title", kept.fresh().title());
      json.writeNumberProperty("base_impact_ns", kept.base().impact().ns());
      json.writeNumberProperty("new_impact_ns", kept.fresh().impact().ns());
      json.writeNumberProperty("base_share", kept.base().impact().share());
      json.writeNumberProperty("new_share", kept.fresh().impact().share());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }
}
