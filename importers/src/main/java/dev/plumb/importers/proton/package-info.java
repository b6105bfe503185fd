/**
 * Triton Proton's profiles: the trees that {@code proton.finalize()} writes, as JSON ({@code
 * .hatchet}) and as MessagePack ({@code .hatchet_msgpack}), of NVIDIA and AMD devices, with
 * instrumentation and PC sampling. See github.com/triton-lang/triton/tree/main/third_party/proton.
 *
 * <p>Supported: scopes, Python frames, kernels, all numeric metrics, device descriptions. Ignored:
 * what is no tree and no description, counted.
 *
 * <p>In JSON, a node's own name comes after its children, so the tree (not the text) is kept until
 * its end.
 */
@NullMarked
package dev.plumb.importers.proton;

import org.jspecify.annotations.NullMarked;
