/**
 * What operators must compute and move, from their shapes: floating-point operations and bytes of
 * device memory. Each family of operators is one class and one line in {@link
 * dev.plumb.explain.cost.CostModels}; {@code docs/cost-models.md} has the formulas.
 *
 * <p>A cost is a function of an operator's name and arguments, which repeat from call to call: it
 * is computed once for each distinct pair ({@link dev.plumb.explain.cost.CallTable}). What the
 * trace does not say has no cost, which is not a cost of zero.
 */
@NullMarked
package dev.plumb.explain.cost;

import org.jspecify.annotations.NullMarked;
