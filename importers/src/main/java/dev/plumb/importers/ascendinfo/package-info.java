/**
 * Files of profilers of Ascend NPUs that describe a recording and hold nothing of it: {@code
 * profiler_info_0.json} and {@code profiler_metadata.json} of the Ascend PyTorch profiler, {@code
 * flops_summary_0.json} of MindSpore's. They are known here so that who gives one is told what to
 * give instead; in a folder they are passed over.
 */
@NullMarked
package dev.plumb.importers.ascendinfo;

import org.jspecify.annotations.NullMarked;
