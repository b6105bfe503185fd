/** What Nsight Systems and nvprof share: names of device work, and of ranges of NVTX. */
@NullMarked
package dev.plumb.importers.cuda;

import org.jspecify.annotations.NullMarked;
