/**
 * Files of the Ascend PyTorch profiler that describe a recording and hold nothing of it: {@code
 * profiler_info_0.json}, {@code profiler_metadata.json}; and {@code communication.json} and {@code
 * communication_matrix.json}, which sum up what the timeline has. They are known here so that who
 * gives one is told what to give instead; in a folder they are passed over.
 */
@NullMarked
package dev.plumb.importers.ascendinfo;

import org.jspecify.annotations.NullMarked;
