/**
 * Operator graphs: PyTorch execution traces ({@code ExecutionTraceObserver}, schemas 1.0.1 to
 * 1.1.x), and Chakra graphs as JSON ({@code workload_graph}) and as protobuf ({@code .et}). See
 * github.com/mlcommons/chakra.
 *
 * <p>Supported: nodes, their callers, record-function ids, threads, operator schemas, inputs and
 * outputs with shapes and types, durations where given; control dependencies, data dependencies
 * (given, or from the tensors that nodes write and read). Ignored: attributes without a column,
 * process group metadata; they stay in the arguments as far as 16 KiB of each node go.
 */
@NullMarked
package dev.plumb.importers.executiontrace;

import org.jspecify.annotations.NullMarked;
