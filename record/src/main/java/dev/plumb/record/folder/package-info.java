/**
 * Folders that a recording shares with what it records: locked while they are used, and gone
 * afterwards, however the recording ended.
 */
@NullMarked
package dev.plumb.record.folder;

import org.jspecify.annotations.NullMarked;
