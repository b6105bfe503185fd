/**
 * Executables and libraries (ELF, 64 bits, little-endian), mapped and not copied: what unwinding
 * and naming addresses need of them.
 */
@NullMarked
package dev.plumb.record.elf;

import org.jspecify.annotations.NullMarked;
