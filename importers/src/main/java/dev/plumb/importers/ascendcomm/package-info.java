/**
 * What the profilers of Ascend NPUs say of communication: {@code communication.json} (for each step
 * and operation: how long it took, waited and synchronised, and what went over which kind of link)
 * and {@code communication_matrix.json} (what went from which rank to which); and the same of
 * msprof-analyze, over all ranks ({@code cluster_communication.json}, {@code
 * cluster_communication_matrix.json}). See "communication.json" in the documentation of the Ascend
 * PyTorch profiler, gitcode.com/Ascend/pytorch.
 *
 * <p>Supported: all times, sizes and numbers of packets. They are samples without times, of a
 * quantity that is never added to the rest: the timeline has the operations themselves. Stacks are
 * those of {@code analysis.db}. Ignored: bandwidths and ratios, which follow from the rest; where
 * an operation starts; {@code Total Op Info}, and of a matrix the single operations next to their
 * {@code -total}: they would count twice. The same goes for SDMA where it is the sum of HCCS, PCIE
 * and SIO.
 */
@NullMarked
package dev.plumb.importers.ascendcomm;

import org.jspecify.annotations.NullMarked;
