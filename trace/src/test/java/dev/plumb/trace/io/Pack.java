package dev.plumb.trace.io;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Makes the containers that tests take apart. */
final class Pack {
  /** Text that no container begins with, compresses like a trace and is the same on every run. */
  static byte[] text(int length) {
    Random random = new Random(length);
    byte[] bytes = new byte[length];
    String alphabet = "{\"name\": \"aten::add\", 0123456789}\n";
    int at = 0;
    while (at < length) {
      int from = random.nextInt(alphabet.length());
      for (int i = from; i < alphabet.length() && at < length; i++) {
        bytes[at++] = (byte) alphabet.charAt(i);
      }
    }
    if (length > 0) {
      bytes[0] = '{';
    }
    return bytes;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static byte[] gzip(byte[] content) {
    return write(content, GZIPOutputStream::new);
  }

  /** As several members of about equal size. */
  static byte[] gzipMembers(byte[] content, int members) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < members; i++) {
      int from = (int) ((long) content.length * i / members);
      int to = (int) ((long) content.length * (i + 1) / members);
      all.writeBytes(gzip(Arrays.copyOfRange(content, from, to)));
    }
    return all.toByteArray();
  }

  static byte[] zstd(byte[] content) {
    return write(
        content, out -> new ZstdOutputStreamNoFinalizer(out).setChecksum(true).setLevel(1));
  }

  /** In blocks of about {@code blockBytes}. */
  static byte[] zstdBlocks(byte[] content, int blockBytes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZstdOutputStreamNoFinalizer out = new ZstdOutputStreamNoFinalizer(bytes)) {
      out.setChecksum(true);
      for (int at = 0; at < content.length; at += blockBytes) {
        out.write(content, at, Math.min(blockBytes, content.length - at));
        out.flush();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] xz(byte[] content) {
    return write(content, out -> new XZOutputStream(out, new LZMA2Options(0)));
  }

  /** With sizes in descriptors behind the members, as programs write that cannot seek. */
  static byte[] zip(String path, byte[] content) {
    return zip(zip -> deflated(zip, path, content));
  }

  static byte[] zip(Filling<ZipOutputStream> filling) {
    return write(
        new byte[0],
        out -> {
          ZipOutputStream zip = new ZipOutputStream(out);
          filling.fill(zip);
          return zip;
        });
  }

  static void deflated(ZipOutputStream zip, String path, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(path));
    zip.write(content);
    zip.closeEntry();
  }

  static void stored(ZipOutputStream zip, String path, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(path);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  static byte[] tar(String path, byte[] content) {
    return concat(tarMember(path, '0', content), tarEnd());
  }

  static byte[] tarEnd() {
    return new byte[2 * TarHeader.BLOCK];
  }

  static byte[] tarMember(String path, char type, byte[] content) {
    byte[] header = tarHeader(path, type, octal(content.length, 11));
    return concat(header, content, new byte[TarHeader.padding(content.length)]);
  }

  static byte[] tarHeader(String path, char type, byte[] size) {
    byte[] header = new byte[TarHeader.BLOCK];
    put(header, 0, bytes(path));
    put(header, 100, octal(0644, 7));
    put(header, 124, size);
    header[156] = (byte) type;
    put(header, 257, bytes("ustar\00000"));
    return withChecksum(header);
  }

  static byte[] withChecksum(byte[] header) {
    Arrays.fill(header, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, octal(sum, 6));
    header[154] = 0;
    return header;
  }

  static byte[] octal(long value, int digits) {
    return bytes(String.format(Locale.ROOT, "%0" + digits + "o", value));
  }

  static byte[] paxRecord(String key, String value) {
    String rest = " " + key + "=" + value + "\n";
    int length = bytes(rest).length + 1;
    while (bytes(length + rest).length != length) {
      length++;
    }
    return bytes(length + rest);
  }

  static void put(byte[] into, int at, byte[] bytes) {
    System.arraycopy(bytes, 0, into, at, bytes.length);
  }

  /** Wraps the stream to write to. */
  interface Wrapping {
    OutputStream around(OutputStream out) throws IOException;
  }

  /** Writes what goes inside. */
  interface Filling<T> {
    void fill(T out) throws IOException;
  }

  private static byte[] write(byte[] content, Wrapping wrapping) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = wrapping.around(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private Pack() {}
}
