/**
 * Findings: what costs time in a run, where, and what a fix could buy.
 *
 * <p>Each {@link dev.plumb.explain.Analysis} is a package below this one and a line in {@link
 * dev.plumb.explain.Analyses}. It says which {@link dev.plumb.explain.Evidence} it needs and which
 * {@link dev.plumb.explain.Threshold}s it has, and answers with an {@link
 * dev.plumb.explain.Outcome}. Findings hold no markup and print nothing.
 */
@NullMarked
package dev.plumb.explain;

import org.jspecify.annotations.NullMarked;
