/**
 * <a href="https://www.speedscope.app/file-format-schema.json">Speedscope's file format</a>, as
 * py-spy, speedscope itself, rbspy, Proton's and Plumb's own exports write it.
 *
 * <p>Supported: sampled and evented profiles, any number of them, all units, shared frames before
 * or after the profiles. Ignored: columns of frames, {@code activeProfileIndex} but for metadata.
 *
 * <p>Held until the end: the samples, because the frames may come after them; a number and a frame
 * for each event of an evented profile, because its unit may.
 */
@NullMarked
package dev.plumb.importers.speedscope;

import org.jspecify.annotations.NullMarked;
