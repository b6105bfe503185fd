package dev.plumb.explain.cost;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Operators that cost alike: a kind of work, with a model for each operator's order of arguments.
 */
public abstract class CostFamily {
  private final String id;
  private final String title;
  private final Map<String, CostModel> models = new LinkedHashMap<>();
  private final Set<String> wrappers = new HashSet<>();

  /**
   * A family.
   *
   * @param id one word for outputs: "gemm"
   * @param title for people: "matrix products"
   */
  protected CostFamily(String id, String title) {
    this.id = id;
    this.title = title;
  }

  /** One word for outputs. */
  public final String id() {
    return id;
  }

  /** For people. */
  public final String title() {
    return title;
  }

  /** Adds operators that this model fits. */
  protected final void add(CostModel model, String... operators) {
    for (String operator : operators) {
      if (models.put(operator, model) != null) {
        throw new IllegalStateException(operator + " has two models");
      }
    }
  }

  /**
   * Adds operators that usually call another one with a model: those count, and this model only
   * where there is none below.
   */
  protected final void wrap(CostModel model, String... operators) {
    add(model, operators);
    Collections.addAll(wrappers, operators);
  }

  /** The model of an operator, or null. */
  @Nullable CostModel model(String operator) {
    return models.get(operator);
  }

  /** Whether operators below this one come first. */
  final boolean isWrapper(String operator) {
    return wrappers.contains(operator);
  }

  /** The operators that are known by name. */
  public final Collection<String> operators() {
    return Collections.unmodifiableSet(models.keySet());
  }
}
