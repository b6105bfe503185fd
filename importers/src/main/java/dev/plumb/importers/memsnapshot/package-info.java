/**
 * Memory snapshots of PyTorch's caching allocator: {@code
 * torch.cuda.memory._dump_snapshot("snapshot.pickle")} and {@code _snapshot()} pickled, of CUDA,
 * HIP and NPU builds. See pytorch.org/docs/stable/torch_cuda_memory.html.
 *
 * <p>The pickle is read by a machine of our own that knows the instructions for plain data and
 * nothing else: whatever would import a name, call or build an object ends the reading.
 *
 * <p>Supported: segments, blocks with their stacks, the history of each device ({@code
 * device_traces}) with stacks, times and user annotations, in all shapes from PyTorch 2.0 to 2.9.
 * Ignored and counted: history entries of unknown actions. Kept as metadata: allocator settings.
 *
 * <p>A pickle refers back to any earlier value, so all of it is on the heap while it is read: some
 * 30 bytes for each byte of the file at worst.
 */
@NullMarked
package dev.plumb.importers.memsnapshot;

import org.jspecify.annotations.NullMarked;
