/**
 * How the bytes of any supported container reach an importer: a stream of uncompressed chunks.
 *
 * <p>{@link dev.plumb.trace.io.Sources} opens a file or standard input and hands out one {@link
 * dev.plumb.trace.io.ByteSource} for each file inside it.
 *
 * <p>Supported: plain, gzip (several members, padding, trailing bytes), zstd, xz, tar, and zip
 * (stored and deflated, zip64), inside one another up to {@link
 * dev.plumb.trace.io.Limits#maxDepth()}. Known by their first bytes, never by name. Ignored: links,
 * directories, sparse and encrypted members, {@code ._*} companions that macOS adds. Refused with
 * advice: bzip2, lz4, 7z, rar, compress.
 *
 * <p>Inside, every layer is an {@link java.io.InputStream} over an {@link
 * dev.plumb.trace.io.Inlet}, and damage travels up as one {@link dev.plumb.trace.io.Damage}, only
 * after all bytes before it were delivered.
 */
@NullMarked
package dev.plumb.trace.io;

import org.jspecify.annotations.NullMarked;
