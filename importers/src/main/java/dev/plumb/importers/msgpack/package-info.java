/**
 * MessagePack, by <a href="https://github.com/msgpack/msgpack/blob/master/spec.md">its
 * specification</a>: documents as JSON has them, in binary. Supported: all types; binary data and
 * extensions are skipped. Nothing is held but the text at hand, of 16 MiB at most.
 */
@NullMarked
package dev.plumb.importers.msgpack;

import org.jspecify.annotations.NullMarked;
