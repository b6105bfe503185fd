/**
 * {@code code.json} of ROCprof Compute Viewer's folders ({@code ui_output_agent_*}): the
 * instructions of kernels with what thread traces and PC sampling counted at each. See the <a
 * href="https://github.com/ROCm/rocprof-compute-viewer">viewer</a>.
 *
 * <p>Supported: hits, latency, stall and idle cycles, PC samples with their stall reasons, places
 * in the source. The numbers are sums without times. Ignored: the other files of the folder
 * (sources, waves, occupancy), which {@code code.json} does not need.
 */
@NullMarked
package dev.plumb.importers.rocviewer;

import org.jspecify.annotations.NullMarked;
