/**
 * Object files (ELF, 64 bits, little-endian) and the table of source lines in them: what maps an
 * address that a profiler sampled to the line that it was compiled from.
 *
 * <p>By the <a href="https://refspecs.linuxfoundation.org/elf/elf.pdf">ELF specification</a> and
 * chapter 6.2 of <a href="https://dwarfstd.org">DWARF</a>, versions 2 to 5, and what NVIDIA's
 * assembler adds to them: the extended opcodes 0x90 and 0x91, which say where a function was
 * inlined and how it is called. Supported: host objects, executables and CUDA's cubins. Ignored:
 * every other section. Missing: compressed sections, 32-bit and big-endian files, which have no
 * lines here.
 *
 * <p>The file is held while it is read; the table takes up to 32 bytes for each byte of the line
 * program.
 */
@NullMarked
package dev.plumb.importers.elf;

import org.jspecify.annotations.NullMarked;
