package dev.plumb.profile;

/** What was measured at the nodes of a tree: over the whole run, or in a part of it. */
public interface NodeValues {
  /** What the frame of a node itself took, in the metric's unit. */
  long exclusive(int node, Metric metric);
}
